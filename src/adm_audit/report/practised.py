"""What other public bodies did: printed once each, and named beside the questions whose answer is not yes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from adm_audit.report import anchors
from adm_audit.report.library import Texts
from adm_audit.report.words import Voice
from adm_audit.result import QuestionResult
from adm_audit.text.catalogue import N_

_MOST = 2
CERTAINTY: Mapping[str, str] = {
    "doc": N_("read in the named document"),
    "page": N_("seen in an excerpt, not read in full"),
}


@dataclass(frozen=True, slots=True)
class Practised:
    """One example: what was done by whom, what it does not show, and where that is written."""

    id: str
    anchor: str
    title: str
    body: str
    text: str
    know: str
    sources: tuple[str, ...]
    certainty: str
    questions: tuple[str, ...]


def practices(texts: Texts, voice: Voice) -> tuple[Practised, ...]:
    """Return every example, the city's own ones first."""
    own = [
        Practised(
            id=voice.shown(item.id),
            anchor=anchors.of_part(f"practice/{item.id}"),
            title=voice.shown(item.title, 200),
            body=voice.shown(item.body, 200),
            text=voice.shown(item.text, 1000),
            know=voice.shown(item.know, 500),
            sources=tuple(voice.shown(source, 300) for source in item.sources),
            certainty="",
            questions=item.questions,
        )
        for item in texts.result.practices
    ]
    known = texts.library.practices.values() if texts.library else ()
    return (
        *own,
        *(
            Practised(
                id=item.id,
                anchor=anchors.of_part(f"practice/{item.id}"),
                title=voice.text(item.title),
                body=voice.text(item.body),
                text=voice.text(item.text),
                know=voice.text(item.know),
                sources=item.sources,
                certainty=voice.say(CERTAINTY[item.certainty]) if item.certainty in CERTAINTY else "",
                questions=item.questions,
            )
            for item in known
            if not item.own
        ),
    )


def helpful(question: QuestionResult, known: Iterable[Practised]) -> tuple[tuple[str, str], ...]:
    """Return anchors and titles of examples for an answer that is not yes, or that the data contradict."""
    word = (question.answer or {}).get("answer")
    if word is None or (word in ("yes", "not_applicable") and question.agreement != "disagrees"):
        return ()
    fitting = [item for item in known if question.id in item.questions]
    return tuple((item.anchor, item.title) for item in fitting[:_MOST])
