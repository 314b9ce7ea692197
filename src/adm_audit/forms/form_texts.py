"""The sentences that the form's script shows. Facts stand in braces; the script fills them in as plain text."""

from __future__ import annotations

from adm_audit.text.catalogue import N_, translations
from adm_audit.text.problems import messages

_PROBLEMS = (
    "answers_unknown_format",
    "answers_unknown_id",
    "answers_retired_id",
    "answers_unknown_word",
    "answers_other_version",
    "answers_reason_needed",
    "checklist_missing_key",
    "checklist_unknown_key",
    "checklist_unknown_name",
    "checklist_wrong_shape",
    "yaml_duplicate_key",
)
"""Problems that the page finds by the same rules, and says in the same words, as the reading of a file."""

TEXTS = {
    "kept": N_("Kept in this browser, {time}"),
    "not_kept": N_("Not kept in this browser. Save a file before you close this page."),
    "refused": N_("This browser keeps nothing for this page. Save a file before you close it."),
    "nothing_yet": N_("Nothing to keep yet"),
    "cleared": N_("The copy in this browser is gone. Your answers are still on this page: save a file to keep them."),
    "emptied": N_("The copy in this browser is gone, and the form stands as it was when it was made."),
    "restored": N_("Your answers from last time are here again, from the copy in this browser."),
    "restored_other": N_(
        "This browser holds a copy from an earlier edition of this form. It was put together with what the form holds."
    ),
    "copy_unreadable": N_("The copy in this browser cannot be read and was left alone until you change an answer."),
    "other_tab": N_(
        "This form is open in another tab, and was changed there. Close one of them: the last change wins."
    ),
    "saved": N_("Saved as {file}, where your browser puts downloads."),
    "saved_open": N_("Saved as {file}. Some differences are still open; the file holds what stands here."),
    "loaded": N_("Loaded {file}. Answers that are new here: {number}."),
    "loaded_conflicts": N_("Loaded {file}. Answers that are new here: {number}. Answers that differ: {differing}."),
    "not_json": N_(
        "{file} was not loaded, because it is not a whole file of answers ({reason}). Nothing here was changed."
    ),
    "is_yaml": N_(
        "{file} was not loaded, because it is a YAML file. Make a form that holds it: "
        "adm-audit checklist sheet --format html --answers {file} -o form.html. Nothing here was changed."
    ),
    "too_large": N_("{file} was not loaded, because it is larger than 5 MB. Nothing here was changed."),
    "not_answers": N_("{file} was not loaded. Nothing here was changed. {problem}"),
    "progress": N_("{done} of {all} answered"),
    "section_progress": N_("{done} of {all}"),
    "tally": N_("Don't know: {unknown}. Yes, but nothing shown for it: {unshown}."),
    "showing": N_("Questions on the page: {shown} of {all}"),
    "showing_off": N_("Questions on the page: {shown} of {all}. Left out because they do not apply now: {off}."),
    "off_condition": N_("Does not apply to this tool, after the answers of the profile: it is asked when {when}."),
    "off_phase": N_("Not asked in this phase of life. It is asked in: {phases}."),
    "off_answered": N_("Its answer stays in your file."),
    "unshown": N_("A yes with nothing shown for it is reported as “stated, not shown”."),
    "note": N_("Note"),
    "note_not_applicable": N_("Why does it not apply? (needed)"),
    "note_dont_know": N_("Who would know?"),
    "evidence_gone": N_("Evidence taken away."),
    "answer_gone": N_("The answer to {id} is taken back."),
    "problems": N_("To be put right: {number}"),
    "conflicts": N_("Differences to decide: {number}"),
    "here": N_("Here: {what}"),
    "there": N_("In {file}: {what}"),
    "keep": N_("Keep what stands here"),
    "take": N_("Take what the file says"),
    "take_out": N_("Take it out"),
    "decided": N_("Decided: {what}."),
    "taken_out": N_("Taken out: {what}."),
    "nothing": N_("nothing"),
    "go_to": N_("Go to {id}"),
    "read_again": N_("I read it again; my answer still holds"),
    "a_text": N_("a text"),
    "a_list": N_("a list"),
    "a_date": N_("a date such as 2026-11-02"),
    "a_link": N_("a web address, or the path of a file"),
    "a_number": N_("a number from 0"),
    "a_whole": N_("a whole number from 1"),
    "a_mapping": N_("keys and values"),
    "yes_or_no": N_("yes or no"),
    "one_of": N_("one of {words}"),
    "found_text": N_('the text "{text}"'),
    "found_number": N_("the number {text}"),
    "nearest": N_("Did you mean {nearest}?"),
}


def texts(language: str) -> dict[str, str]:
    """Return every sentence of the script in a language, by its name; problems by their code.

    Raises KeyError for a language that is not offered.
    """
    _ = translations(language).gettext
    known = messages()
    problems = {code: f"{_(known[code].what)} {_(known[code].do)}".strip() for code in _PROBLEMS}
    return {name: _(text) for name, text in TEXTS.items()} | problems
