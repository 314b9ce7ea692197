"""The library: what ``import adm_audit as adm`` offers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, ParamSpec, TypeVar

from adm_audit.errors import AdmAuditError, DataError, Problem
from adm_audit.result import AuditResult, from_json, to_json

if TYPE_CHECKING:
    import pandas as pd

    from adm_audit.disclosure.released import Attacked

P = ParamSpec("P")
R = TypeVar("R")


def _in_words(function: Callable[P, R]) -> Callable[P, R]:
    """Give errors their sentences at this door, so that Python shows them and not only their codes."""

    @wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(*args, **kwargs)
        except AdmAuditError as error:
            from adm_audit.text.problems import render

            error.args = (render(error),)
            raise

    return call


@_in_words
def audit(
    source: object,
    *,
    decision: str | Mapping[str, Any],
    effect: str,
    protected: Sequence[str | Mapping[str, Any]],
    positive: object = None,
    audited_on: date | None = None,
    answers: str | Path | None = None,
    **more: Any,
) -> Result:
    """Audit a file or a frame and return the result.

    source: a path, or any frame that narwhals knows (pandas, Polars, PyArrow ...), or a mapping of columns.
    decision: its column, or a block as in a plan (``{"column": ..., "negative": [...]}``) where the column has more than
    two values. positive: the value or values that mean selected. effect: ``burden`` or ``benefit``.
    protected: columns, or mappings as in a plan. more: further keys of a plan (``outcome``, ``strata``,
    ``attention`` ...). The caller's frame is never changed.

    Raises PlanError with every problem at once; DataError where nothing can be assessed.

    >>> frame = {"sex": ["F", "M"] * 50, "selected": [1, 0] * 50}
    >>> audit(frame, decision="selected", positive=1, effect="burden", protected=["sex"]).findings.verdict[0]
    'shown'
    """
    from adm_audit.auditor import audit as carry_out
    from adm_audit.plan.load import plan_from_keywords

    if isinstance(source, Mapping):
        import pandas as pd

        source = pd.DataFrame(dict(source))
    block: dict[str, Any] = dict(decision) if isinstance(decision, Mapping) else {"column": decision}
    if positive is not None:
        block["positive"] = list(positive) if isinstance(positive, list | tuple | set) else [positive]
    more.setdefault("title", "Audit")
    shown = str(source) if isinstance(source, str | Path) else "frame"
    plan = plan_from_keywords(
        decision={**block, "effect": effect},
        protected=protected,
        source=shown,
        **more,
    )
    found = carry_out(
        plan,
        Path(source) if isinstance(source, str | Path) else source,
        audited_on=audited_on or date.today(),
        answers=Path(answers) if answers is not None else None,
    )
    return Result(found)


@_in_words
def audit_model(
    estimator: Any,
    X: Any,
    *,
    effect: str,
    protected: Sequence[str] | Mapping[str, Any],
    y: Any = None,
    positive: object = 1,
    **more: Any,
) -> Result:
    """Audit a fitted scikit-learn estimator or pipeline on a table of people.

    X: the features, as the estimator takes them. protected: names of columns of X, or a mapping from name to one
    value a row (also for attributes that the model does not see). y: what turned out, known for everyone.
    positive: the class that means selected (and the outcome that means the selection was right).
    more: further keys of a plan. The model's predictions become the decision, its probabilities the score.

    Raises CallError where the estimator cannot predict, PlanError and DataError as `audit`.
    """
    from adm_audit.models.predict import DECISION, OUTCOME, SCORE, predicted_columns

    given = dict(protected) if isinstance(protected, Mapping) else {}
    columns = predicted_columns(estimator, X, positive=positive, outcome=y, protected=given)
    if y is not None:
        more.setdefault("outcome", {"column": OUTCOME, "positive": [positive], "known_for": "everyone"})
    if SCORE in columns:
        more.setdefault("score", {"column": SCORE, "range": [0, 1], "higher": "selected", "means": "probability"})
    return audit(columns, decision=DECISION, positive=positive, effect=effect, protected=list(protected), **more)


@_in_words
def run_plan(
    plan: str | Path, *, audited_on: date | None = None, audience: Literal["team", "public"] = "team"
) -> Result:
    """Carry out the audit that a plan file describes.

    plan: path of an ``audit.yaml``; paths inside it are relative to it.
    audience: for the ``public``, counts are rounded and hidden before anything is computed from them.

    Raises PlanError, ChecklistError or DataError with every problem at once.
    """
    from adm_audit.auditor import audit as in_full
    from adm_audit.auditor import audit_for_public
    from adm_audit.plan.load import load_plan
    from adm_audit.tables.load import data_path

    carry_out = audit_for_public if audience == "public" else in_full
    loaded = load_plan(Path(plan))
    folder = Path(plan).parent
    answers = folder / loaded.plan.answers if loaded.plan.answers else None
    found = carry_out(
        loaded.plan,
        data_path(loaded.plan, folder),
        audited_on=audited_on or date.today(),
        place=loaded.place,
        plan_sha256=loaded.sha256,
        answers=answers,
        folder=folder,
    )
    return Result(found)


@_in_words
def check_plan(plan: str | Path) -> list[str]:
    """Read a plan, its answers, and the columns and values that it names; return what was found, a line each.

    Raises PlanError, ChecklistError or DataError with every problem at once.
    """
    from adm_audit.auditor import prepared
    from adm_audit.plan.load import load_plan
    from adm_audit.tables.describe import profile_line
    from adm_audit.tables.load import data_path
    from adm_audit.text.problems import sentence

    loaded = load_plan(Path(plan))
    folder = Path(plan).parent
    answers = folder / loaded.plan.answers if loaded.plan.answers else None
    _, found = prepared(loaded.plan, data_path(loaded.plan, folder), loaded.place, answers, folder)
    lines = [f"{found.table.source}: {found.table.rows} rows"]
    lines += [sentence(Problem(note.code, note.facts)) for note in found.table.notes + found.remarks]
    lines += [profile_line(profile) for profile in found.profiles.values()]
    return [*lines, f"The plan fits the data. Next: adm-audit run {plan}"]


@_in_words
def attack(result: str | Path | Result) -> Attacked:
    """Return every small count that a result gives away, printed or worked out from all of its tables together.

    result: a result, or the path of one, such as ``result.public.json``.

    Raises DataError for what is no result, and for tables that contradict each other.
    """
    from pydantic import ValidationError

    from adm_audit.disclosure.released import attack_result

    path = "the result" if isinstance(result, Result) else str(result)
    try:
        read = result.data if isinstance(result, Result) else from_json(Path(result).read_bytes())
    except (OSError, ValidationError) as error:
        found = error.strerror if isinstance(error, OSError) else f"{error.error_count()} problems"
        raise DataError(Problem("attack_not_a_result", {"path": path, "found": found or ""})) from error
    try:
        return attack_result(read)
    except ValueError as error:
        raise DataError(Problem("attack_contradiction", {"path": path})) from error


def load_result(path: str | Path) -> Result:
    """Read a ``result.json`` again."""
    return Result(from_json(Path(path).read_bytes()))


@dataclass(frozen=True, slots=True)
class Result:
    """The result of an audit, with tables as pandas frames, the report, and the bridge to Fairlearn."""

    data: AuditResult

    @property
    def findings(self) -> pd.DataFrame:
        """All findings, one a row."""
        from adm_audit.frames import findings_frame

        return findings_frame(self.data)

    def __getitem__(self, signal: str) -> SignalView:
        return SignalView(self.data, signal)

    @_in_words
    def to_metric_frame(self, attribute: str) -> Any:
        """Return a Fairlearn MetricFrame over the cells of an attribute; counts are its sample weights."""
        from adm_audit.metric_frame import metric_frame

        return metric_frame(self.data, attribute)

    def to_html(
        self, path: str | Path | None = None, *, language: str = "en", edition: Literal["team", "council"] = "team"
    ) -> str:
        """Return the report, or its edition for the council; with ``path``, also write it there (whole or not at all)."""
        from adm_audit.output import write_text
        from adm_audit.report import to_html

        html = to_html(self.data, language=language, edition=edition)
        if path is not None:
            write_text(Path(path), html)
        return html

    def to_json(self, path: str | Path | None = None) -> bytes:
        """Return ``result.json``; with ``path``, also write it there (whole or not at all)."""
        from adm_audit.output import write_bytes

        content = to_json(self.data)
        if path is not None:
            write_bytes(Path(path), content)
        return content

    def to_xlsx(self, path: str | Path | None = None, *, language: str = "en") -> bytes:
        """Return the workbook of all tables; with ``path``, also write it there (whole or not at all)."""
        from adm_audit.export import to_xlsx
        from adm_audit.output import write_bytes

        content = to_xlsx(self.data, language=language)
        if path is not None:
            write_bytes(Path(path), content)
        return content

    def __repr__(self) -> str:
        from adm_audit.report import summary

        return summary(self.data, language="en")

    def _repr_html_(self) -> str:
        from html import escape

        report = escape(self.to_html(), quote=True)
        return f'<iframe srcdoc="{report}" width="100%" height="700" sandbox="" title="Audit report"></iframe>'


@dataclass(frozen=True, slots=True)
class SignalView:
    """One signal of a result."""

    result: AuditResult
    name: str

    @property
    def table(self) -> pd.DataFrame:
        """The findings of this signal, one a row."""
        from adm_audit.frames import findings_frame

        return findings_frame(self.result, self.name)
