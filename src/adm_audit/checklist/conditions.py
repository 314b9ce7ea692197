"""The shape of a condition, and its sentence in plain words. `adm_audit.pairing` decides whether it holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Results = Literal["this", "any", "every", "at_least_two"]
Same = Literal["group", "input"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalTest:
    """At least one finding of these signals has one of these verdicts.

    named: what the file says (a signal, a set, ``any``), for sentences. signals: what it stands for.
    part, group_rate, worse_off, ground, where: only findings that fit these. earlier: the verdicts of the
    same comparison in the earlier audit.
    """

    named: tuple[str, ...]
    signals: tuple[str, ...]
    verdicts: tuple[str, ...]
    part: str | None = None
    group_rate: Literal["higher", "lower"] | None = None
    worse_off: bool | None = None
    ground: str | None = None
    where: str | None = None
    earlier: tuple[str, ...] = ()
    results: Results = "this"
    same: Same | None = None

    @property
    def is_set(self) -> bool:
        """Whether several signals are read, so that those not looked at are left out."""
        return len(self.signals) != 1


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanTest:
    """A fact stands in the audit plan, or is missing from it."""

    fact: str
    present: bool
    results: Results = "this"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileTest:
    """A profile question was answered with one of these options."""

    question: str
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PredicateTest:
    """A named test holds."""

    predicate: str


@dataclass(frozen=True, slots=True, kw_only=True)
class All:
    """Every part holds; with ``same``, all for one and the same group or input."""

    parts: tuple[Condition, ...]
    same: Same | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnyOf:
    """At least one part holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Not:
    """The part does not hold."""

    part: Condition


Condition = SignalTest | PlanTest | ProfileTest | PredicateTest | All | AnyOf | Not


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """The data contradict ``answer`` when the condition holds. No condition is never the case."""

    answer: str
    condition: Condition


def parts_of(condition: Condition) -> tuple[Condition, ...]:
    """Return a condition and everything inside it, outermost first."""
    match condition:
        case All(parts=parts) | AnyOf(parts=parts):
            return (condition, *(inner for part in parts for inner in parts_of(part)))
        case Not(part=part):
            return (condition, *parts_of(part))
        case _:
            return (condition,)


def in_words(condition: Condition) -> str:
    """Return a condition as a sentence part that a policy person can read.

    >>> in_words(SignalTest(named=("coverage",), signals=("coverage",), verdicts=("shown",)))
    'coverage is shown'
    >>> in_words(Not(part=ProfileTest(question="P-07", options=("own",))))
    'not (P-07 is own)'
    """
    match condition:
        case SignalTest():
            return _signal_in_words(condition)
        case PlanTest():
            return f"the plan {'has' if condition.present else 'does not have'} {condition.fact}" + _where(
                condition.results
            )
        case ProfileTest():
            return f"{condition.question} is {_or(condition.options)}"
        case PredicateTest():
            return f"the test {condition.predicate} holds"
        case All():
            joined = " and ".join(_bracketed(part) for part in condition.parts)
            return f"{joined}, all for the same {condition.same}" if condition.same else joined
        case AnyOf():
            return " or ".join(_bracketed(part) for part in condition.parts)
        case Not():
            return f"not ({in_words(condition.part)})"


def _bracketed(condition: Condition) -> str:
    words = in_words(condition)
    return f"({words})" if isinstance(condition, All | AnyOf) else words


def _or(words: tuple[str, ...]) -> str:
    return " or ".join(words)


def _where(results: Results) -> str:
    return {
        "this": "",
        "any": ", in any of the results",
        "every": ", in every result",
        "at_least_two": ", in two or more tools or services",
    }[results]


def _signal_in_words(test: SignalTest) -> str:
    words = f"{_or(test.named)}{f', {test.part},' if test.part else ''} is {_or(test.verdicts)}"
    if test.group_rate:
        words += f", the group being {test.group_rate}"
    if test.worse_off is not None:
        words += f", the group being {'worse' if test.worse_off else 'better'} off"
    if test.ground:
        words += f", on the ground {test.ground}"
    if test.where:
        words += f", where {test.where} holds"
    if test.earlier:
        words += f", and was {_or(test.earlier)} in the earlier audit"
    words += _where(test.results)
    return words + (f", for the same {test.same}" if test.same else "")
