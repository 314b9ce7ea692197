"""How well safeguards are in place: questions counted by what was answered, stage by stage. Never a grade."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from adm_audit.checklist.model import Library
from adm_audit.result import ChecklistResult, QuestionResult, Safeguards

State = Literal["shown", "stated", "partly", "no", "dont_know", "open"]
STATES: tuple[State, ...] = ("shown", "stated", "partly", "no", "dont_know", "open")
"""In the order in which they stand in a bar."""
_PLAIN: dict[str, State] = {"partly": "partly", "no": "no", "dont_know": "dont_know"}


def state_of(question: QuestionResult) -> State | None:
    """Return how a question counts; None where it does not apply, or was answered as not applicable with a reason.

    >>> state_of(QuestionResult(id="A-PUR-01", version=1, text="?", answer={"answer": "yes"}))
    'stated'
    """
    if not question.applies:
        return None
    word = (question.answer or {}).get("answer")
    if word is None:
        return "open"
    if word == "yes":
        return "shown" if question.evidence_shown else "stated"
    return _PLAIN.get(str(word))


def safeguards(checklists: Sequence[ChecklistResult], library: Library) -> tuple[Safeguards, ...]:
    """Return the counts of each stage and strand, in the order of the checklists.

    A stage without a question that applies is left out, as is a question that the library does not know.
    """
    known = library.questions()
    found: dict[tuple[str, str], Safeguards] = {}
    for checklist in checklists:
        titles = library.checklists[checklist.id].sections if checklist.id in library.checklists else {}
        for question in checklist.questions:
            state = state_of(question)
            item = known.get(question.id)
            if state is None or item is None:
                continue
            key = (checklist.id, item.section)
            title = titles[item.section].title if item.section in titles else item.section
            before = found.get(key, Safeguards(checklist=checklist.id, section=item.section, title=title))
            found[key] = replace(before, **{state: getattr(before, state) + 1})
    return tuple(found.values())
