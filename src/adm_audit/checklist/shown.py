"""Checklists as plain text for a terminal: what a question, a signal or a trigger says, in full."""

from __future__ import annotations

import textwrap
from collections.abc import Collection, Iterable, Iterator, Mapping

from adm_audit.checklist.conditions import in_words
from adm_audit.checklist.model import Library, Practice, ProfileQuestion, Question, SignalCard, Source, Trigger
from adm_audit.checklist.read import nearest_name
from adm_audit.errors import CallError, Fact, Problem
from adm_audit.text.safe import visible

WIDTH = 96
_LONGEST = 4000


def known_name(name: str, known: Collection[str], kind: str) -> str:
    """Return the name. Raises CallError with the nearest one where it is not known."""
    if name in known:
        return name
    nearest = nearest_name(name, known)
    facts: dict[str, Fact] = {"kind": kind, "name": name, "known": tuple(known)}
    raise CallError(Problem("checklist_unknown_name", facts, None, nearest))


def sections_of(library: Library) -> dict[str, str]:
    """Return the codes of all stages and strands with their titles."""
    return {code: item.title for checklist in library.checklists.values() for code, item in checklist.sections.items()}


def listed(library: Library, wanted: Collection[str]) -> list[str]:
    """Return the checklists with the wanted questions, stage by stage."""
    lines: list[str] = []
    for checklist in library.checklists.values():
        mine = [item for item in checklist.questions.values() if item.id in wanted]
        if not mine and wanted:
            continue
        lines += [f"{checklist.id} {checklist.version}: {visible(checklist.title)} ({_questions(len(mine))})"]
        for code, section in checklist.sections.items():
            inside = [item for item in mine if item.section == code]
            if inside:
                lines += ["", f"  {code}  {visible(section.title)}"]
            for item in inside:
                lines += _wrapped(item.question, first=f"    {item.id:<9} ", rest=" " * 14)
        lines += [""]
    lines += ["Everything about one of them: adm-audit checklist show ID"]
    return lines


def _questions(number: int) -> str:
    return f"{number} question" if number == 1 else f"{number} questions"


def _wrapped(text: str, *, first: str, rest: str) -> list[str]:
    return textwrap.wrap(visible(text, _LONGEST), WIDTH, initial_indent=first, subsequent_indent=rest)


def shown(library: Library, name: str) -> list[str]:
    """Return everything about a question, signal, trigger, profile question, source, law note or named test.

    Raises CallError with the nearest id where there is none of that name.
    """
    tables: tuple[Mapping[str, object], ...] = (
        library.questions(),
        library.profile,
        library.signals,
        library.triggers,
        library.vocabulary.law,
        library.sources,
        library.vocabulary.predicates,
        library.practices,
    )
    known = {key: item for table in tables for key, item in table.items()}
    upper = {key.upper(): key for key in known}
    found = known.get(upper.get(name.upper(), ""))
    if found is None:
        nearest = nearest_name(name.upper(), known) or nearest_name(name, known)
        raise CallError(Problem("checklist_no_such_id", {"name": name}, None, nearest))
    return _lines(_rows(library, found))


def _lines(rows: Iterable[tuple[str, str]]) -> list[str]:
    """Return titles with their texts below; a title without text is left out."""
    lines: list[str] = []
    for title, text in rows:
        if not text:
            continue
        if lines:
            lines.append("")
        if title:
            lines.append(title)
        indent = "  " if title else ""
        for part in text.split("\n"):
            lines += _wrapped(part, first=indent, rest=indent)
    return lines


def _rows(library: Library, found: object) -> Iterator[tuple[str, str]]:
    match found:
        case Question():
            yield from _question(library, found)
        case ProfileQuestion():
            yield from _profile(library, found)
        case SignalCard():
            yield from _signal(library, found)
        case Trigger():
            yield from _trigger(library, found)
        case Practice():
            yield from _practice(library, found)
        case Source():
            yield "", f"{found.code}: {found.citation}{f', {found.date}' if found.date else ''}"
            yield "How certain", library.certainty[found.certainty].meaning
            yield "Note", found.note
            yield "Parts that are used", "\n".join(f"{point.at}: {point.says}" for point in found.points)
            yield "To be checked at the source", "Yes" if found.check_at_source else ""
        case _:
            texts = {name: getattr(found, name, "") for name in ("id", "title", "text", "meaning")}
            yield "", f"{texts['id']}: {texts['title'] or texts['meaning']}"
            yield "", texts["text"]


def _question(library: Library, item: Question) -> Iterator[tuple[str, str]]:
    words = library.vocabulary
    yield "", f"{item.id} (version {item.version}): {item.question}"
    yield "Example", item.example
    yield "Why it matters", item.why
    yield "Help", item.help
    yield "What should lie behind the answer", item.evidence
    labels = {"partly": "Partly", "no": "No", "dont_know": "Don't know"}
    yield "What to do next", "\n".join(f"{labels[key]}: {text}" for key, text in item.feedback.items())
    yield "Who answers, and who helps", "\n".join(f"{words.roles[role].label}: {role}" for role in item.roles)
    yield "When it is asked", _when(library, item)
    yield "When it applies", in_words(item.applies_when) if item.applies_when else ""
    yield "Numbers that bear on it", ", ".join(item.signals)
    yield (
        "What is recorded beside the answer",
        f"record: {{{item.also_record}: ...}}   {words.records[item.also_record].type}" if item.also_record else "",
    )
    first = item.roles[0] if item.roles else "service_owner"
    yield (
        "In answers.yaml",
        f'{item.id}: {{answer: partly, version: {item.version}, by: {first}, on: 2026-11-02, note: "..."}}',
    )
    yield (
        "When the data contradict the answer",
        "\n".join(
            [
                item.clash,
                *(f'Rule: answered "{rule.answer}", and {in_words(rule.condition)}.' for rule in item.rules),
            ]
            if item.rules
            else []
        ),
    )
    practices = library.practices_for(item.id)
    yield (
        "What other public bodies did",
        "\n".join(f"{one.id}: {one.title} ({one.body})" for one in practices),
    )
    yield "Where the cause lies", "; ".join(words.roots[root].label for root in item.root)
    yield "The law in short", "\n".join(f"{key}: {words.law[key].title}" for key in item.law)
    yield (
        "Sources",
        "\n".join(
            f"{citation.code}, {citation.at}: {library.sources[citation.code].citation}" for citation in item.sources
        ),
    )
    uncertain = [citation.code for citation in library.uncertain_sources(item)]
    flagged = ", ".join(uncertain) or ("the question itself" if item.check_at_source else "")
    yield "To be checked at the source", flagged


def _practice(library: Library, item: Practice) -> Iterator[tuple[str, str]]:
    yield "", f"{item.id}: {item.title}"
    yield "Who did it", item.body
    yield "What was done", item.text
    yield "What this example does not show", item.know
    yield "Source", "\n".join(item.sources)
    yield "How certain", library.certainty[item.certainty].meaning if item.certainty else ""
    yield "To be checked at the source", "Yes" if item.check_at_source else ""
    questions = library.questions()
    yield (
        "Questions that it bears on",
        "\n".join(f"{key}: {questions[key].question}" for key in item.questions if key in questions),
    )


def _when(library: Library, item: Question) -> str:
    phases = [library.vocabulary.life_cycle[phase].label for phase in item.life_cycle]
    lines = ["; ".join(phases)]
    if item.yearly:
        lines.append("At the start and again every year")
    raised = library.raised_by(item.id)
    if raised:
        lines.append(f"In any phase when raised by {', '.join(raised)}")
    return "\n".join(lines)


def _profile(library: Library, item: ProfileQuestion) -> Iterator[tuple[str, str]]:
    yield "", f"{item.id} (version {item.version}): {item.question}"
    yield "Example", item.example
    options = {**item.options, **item.fields}
    yield "Answers", "\n".join(f"{option.id}: {option.label}" for option in options.values())
    yield "What it is used for", item.use
    using = [question.id for question in library.questions().values() if _reads(question, item.id)]
    yield "Questions that depend on it", ", ".join(using)


def _reads(question: Question, profile: str) -> bool:
    from adm_audit.checklist.conditions import ProfileTest, parts_of

    conditions = [rule.condition for rule in question.rules]
    conditions += [question.applies_when] if question.applies_when else []
    parts = (part for condition in conditions for part in parts_of(condition))
    return any(isinstance(part, ProfileTest) and part.question == profile for part in parts)


def _signal(library: Library, item: SignalCard) -> Iterator[tuple[str, str]]:
    yield "", f"{item.id}: {item.tells}"
    yield "Usual name", item.term
    yield "Data needed", item.needs
    yield '"Shown" means', item.shown_means + ("" if item.is_worrying() else " Here this is the good news.")
    yield "Parts", "\n".join(f"{part.id}: {part.shown_means}" for part in item.parts.values())
    yield "Needs an attention level of its own", item.own_level or ""
    yield "Works on", "A table of counts is enough" if item.counts_only else ""
    triggers = [trigger.id for trigger in library.triggers.values() if item.id in _signals_of(trigger)]
    yield "Triggers that read it", ", ".join(triggers)
    yield (
        "Questions that it bears on",
        ", ".join(q.id for q in library.questions().values() if item.id in q.signals),
    )


def _signals_of(trigger: Trigger) -> set[str]:
    from adm_audit.checklist.conditions import SignalTest, parts_of

    return {name for part in parts_of(trigger.condition) if isinstance(part, SignalTest) for name in part.signals}


def _trigger(library: Library, item: Trigger) -> Iterator[tuple[str, str]]:
    yield "", f"{item.id}: {item.when}"
    yield "As a rule", in_words(item.condition)
    yield "Ask", item.ask
    yield "Note", item.note
    questions = library.questions()
    yield (
        "Questions that it raises",
        "\n".join(f"{key}: {questions[key].question}" for key in item.raises if key in questions),
    )
