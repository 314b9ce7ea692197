"""Problems with checklists and answers."""

from adm_audit.text.catalogue import N_
from adm_audit.text.problems.message import Message

MESSAGES = {
    "checklist_not_found": Message(
        N_('There is no checklist called "{name}".'),
        N_("Known are: {known}. The name of an own file must end in .yaml."),
    ),
    "checklist_unknown_format": Message(
        N_("The file has format {found}; this version reads format 1."),
        N_("Write format: 1, or install a newer version of adm-audit."),
    ),
    "checklist_missing_key": Message(
        N_('The line "{key}" is missing here.'), N_("It is needed, and holds {expected}.")
    ),
    "checklist_unknown_key": Message(
        N_('"{key}" is not a word that can stand here.'), N_("Correct the spelling, or take the line out.")
    ),
    "checklist_wrong_shape": Message(N_('"{key}" holds {found}.'), N_("It must hold {expected}.")),
    "checklist_unknown_name": Message(N_('There is no {kind} called "{name}".'), N_("Known are: {known}.")),
    "checklist_unknown_question": Message(
        N_('A trigger raises "{name}", but there is no such question.'),
        N_("Correct the id, or take it out of the raises line."),
    ),
    "checklist_practice_without_source": Message(
        N_('The example {id} ("{title}") names no source.'),
        N_(
            "Add sources with a citation, for example a decision, a report or a page. An example without one is not shown."
        ),
    ),
    "checklist_duplicate_id": Message(
        N_('The id "{id}" is already used at {first}.'), N_("Give this one the next free number.")
    ),
    "checklist_retired_id": Message(
        N_('The id "{id}" is retired and must not be used again ({because}).'),
        N_("Old answers still carry it. Give the question a new id."),
    ),
    "checklist_unreachable": Message(
        N_('Nobody would ever be asked "{id}".'),
        N_("Add it to the raises line of a trigger, or write yearly: true."),
    ),
    "checklist_same_question": Message(
        N_("{id} asks the same."), N_("People would have to answer twice: ask something else, or take this one out.")
    ),
    "checklist_rule_without_sentence": Message(
        N_('"{present}" stands here without "{absent}".'),
        N_("A rule and its sentence belong together: write both or neither."),
    ),
    "condition_needs": Message(N_('"{key}" has no meaning without {other}.'), N_("Add it, or take {key} out.")),
    "condition_empty": Message(
        N_("This condition says nothing."),
        N_("Write at least one of signal, plan, profile, predicate, all, any or not."),
    ),
    "condition_too_deep": Message(N_("This condition is nested too deeply."), N_("Write it as several smaller ones.")),
    "checklist_no_such_id": Message(
        N_('Nothing in the checklists is called "{name}".'),
        N_("adm-audit checklist list shows the ids of all questions."),
    ),
    "answers_unknown_format": Message(
        N_("The answers have format {found}; this version reads format 1."),
        N_("Write adm_audit_answers: 1, or install a newer version of adm-audit."),
    ),
    "answers_unknown_id": Message(
        N_('There is no question "{id}".'), N_("Nothing was lost: correct the id, or take the answer out.")
    ),
    "answers_retired_id": Message(
        N_('The question "{id}" is no longer asked ({because}).'),
        N_("Keep the answer elsewhere if you need it, and answer the question that replaces it."),
    ),
    "answers_unknown_word": Message(N_('"{word}" is not an answer.'), N_("Answers are: {known}.")),
    "answers_other_version": Message(
        N_("This is an answer to version {found} of {id}. The question is now version {now}."),
        N_("Read the question again, answer it, and write version: {now}."),
    ),
    "answers_reason_needed": Message(
        N_('{id} is answered "not applicable" without a reason.'), N_("Write the reason in the line note.")
    ),
    "earlier_not_readable": Message(
        N_("The earlier result {path} cannot be read."),
        N_("It must be a result.json that adm-audit wrote. Check the path, or take the line out."),
    ),
    "answers_sheet_exists": Message(
        N_("{path} is already there, and may hold answers."), N_("Choose another name, or add --force to overwrite it.")
    ),
    "profile_contradicts_plan": Message(
        N_('The profile answers {question} with "{said}", but the plan says: {line}.'),
        N_("Correct the one that is wrong. The numbers follow the plan."),
    ),
}
