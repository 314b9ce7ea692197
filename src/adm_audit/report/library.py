"""The checklists' texts, as far as they are there. A question of an unknown checklist keeps the text asked."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from adm_audit.checklist.model import Library, Question
from adm_audit.errors import AdmAuditError
from adm_audit.result import AuditResult, QuestionResult


@dataclass(frozen=True)
class Texts:
    """What is written about questions, triggers and roles, beside what the result itself holds."""

    result: AuditResult
    library: Library | None

    @cached_property
    def asked(self) -> dict[str, QuestionResult]:
        """Every question of the result by its id."""
        return {item.id: item for checklist in self.result.checklists for item in checklist.questions}

    @cached_property
    def questions(self) -> dict[str, Question]:
        """Every question that the library knows, by its id."""
        return self.library.questions() if self.library else {}

    def roles(self, question: str) -> list[str]:
        """Return who answers a question: the labels of its roles, the first of them answers."""
        item = self.questions.get(question)
        if item is None or self.library is None:
            return []
        return [self.role(name) for name in item.roles]

    def role(self, name: str) -> str:
        """Return the label of a role without its explanation in brackets."""
        term = self.library.vocabulary.roles.get(name) if self.library else None
        return (term.label if term else name.replace("_", " ")).split(" (")[0]

    def answer(self, word: str) -> str:
        """Return the label of an answer."""
        term = self.library.vocabulary.answers.get(word) if self.library else None
        return term.label if term else word.replace("_", " ")


def texts_of(result: AuditResult) -> Texts:
    """Return the texts for a result; without the files of the checklists they are simply fewer."""
    from adm_audit.checklist.load import standard_library

    try:
        return Texts(result, standard_library())
    except (AdmAuditError, OSError):
        return Texts(result, None)
