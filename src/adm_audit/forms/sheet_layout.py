"""What stands in which column of the spreadsheet: the same words for writing and for reading."""

from __future__ import annotations

import re

from adm_audit.checklist.model import Library, Question

MARK = "adm_audit_answers"
"""The cell that says which format the workbook has; the number stands beside it."""

START, PROFILE, LISTS = "Start", "Profile", "Lists"
ID, PART, ANSWER, RECORD = "Id", "Part", "Answer", "Also record"

ENTRIES = {
    "Version": "version",
    ANSWER: "answer",
    "Note": "note",
    "Answered by": "by",
    "Name": "name",
    "Date": "on",
}
"""Headings of what people enter, and the words of `answers.yaml` for them."""

EVIDENCE = {"Evidence {n}": "what", "Evidence {n} link": "link", "Evidence {n} date": "on", "Evidence {n} person": "by"}
TOLD = ("Stage", "Question", "Example", "Why it matters", "What should lie behind it", "Who helps", "What to record", "Choice")  # fmt: skip
"""Headings of what the workbook says itself; they are not read back."""

_EVIDENCE = re.compile(r"evidence ([1-9][0-9]?)(?: (link|date|person))?")


def heading_key(heading: str) -> str | tuple[str, int] | None:
    """Return what a column holds: a key, a key of one piece of evidence with its number, or None if not known.

    >>> heading_key(" answered BY"), heading_key("Evidence 2 link"), heading_key("Example"), heading_key("Remarks")
    ('by', ('link', 2), '', None)
    """
    plain = " ".join(heading.split()).casefold()
    for name, key in {**ENTRIES, ID: "id", PART: "part", RECORD: "record", **dict.fromkeys(TOLD, "")}.items():
        if plain == name.casefold():
            return key
    found = _EVIDENCE.fullmatch(plain)
    if found:
        return {None: "what", "link": "link", "date": "on", "person": "by"}[found[2]], int(found[1])
    return None


def plain_word(text: str) -> str:
    """Return a word or label so that case, spaces and the kind of apostrophe make no difference."""
    return " ".join(text.replace("\u2019", "'").split()).casefold()


def short_label(role: str, library: Library) -> str:
    """Return the label of a role without what stands in brackets.

    >>> from adm_audit.checklist import load_checklists
    >>> short_label("hr", load_checklists())
    'Human resources'
    """
    return library.vocabulary.roles[role].label.split(" (")[0]


def sheet_role(question: Question, role: str | None) -> str:
    """Return the role on whose sheet a question stands: the chosen one, or the one that answers it."""
    return role if role in question.roles else question.roles[0]


def sheet_name(label: str, taken: set[str]) -> str:
    """Return a name that a sheet may have, different from those that are taken."""
    plain = " ".join("".join(" " if sign in "[]:*?/\\" else sign for sign in label).split()).strip("'")[:28] or "Sheet"
    name, number = plain, 2
    while name.casefold() in taken:
        name, number = f"{plain} {number}", number + 1
    taken.add(name.casefold())
    return name
