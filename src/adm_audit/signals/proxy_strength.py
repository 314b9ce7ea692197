"""How well does an input tell which protected group a person belongs to?"""

from __future__ import annotations

from collections.abc import Sequence

from adm_audit.comparison import Head, Looked, Pooled, Signal
from adm_audit.evidence import Evidence
from adm_audit.plan.model import AuditPlan
from adm_audit.registry import Entry, Part, Phrases
from adm_audit.result import Measure, NotLookedAt
from adm_audit.signals import all_inputs
from adm_audit.signals.families import own_level
from adm_audit.stats.association import Association, correlation_ratio, cramers_v
from adm_audit.stats.attention import Attention
from adm_audit.stats.clusters import ClusterSums, design_effect, kish
from adm_audit.tally import Cells, Need
from adm_audit.text.catalogue import N_
from adm_audit.values import Because, Estimate, Number, Undefined

_LABELS = {
    "shown": N_("Tells the group"),
    "ruled_out": N_("Hardly tells the group"),
    "below_attention": N_("A link below the level"),
    "cannot_tell": N_("The data cannot tell"),
}
ENTRY = Entry(
    name="proxy_strength",
    title="Inputs that give a group away",
    question="Does an input, or do all of them together, tell which group a person belongs to?",
    formula="One input: Cramer's V between input and attribute without its upward bias, from 0 (tells nothing) to 1 (tells "
    "everything). Numbers are cut into at most 40 equally filled bins; beside V stands the correlation ratio. People "
    "whose group or input is not recorded are left out. All inputs: gradient-boosted trees learn each group from all inputs "
    "on a random half of the people (at most 100,000) and are judged on the other half; the strength is twice the area "
    "under the curve less one (Gini, Somers' D): 0 tells no better than chance, 1 tells everybody.",
    test="One input: Pearson's chi-square test; interval of V by the noncentral chi-square distribution and the delta method, "
    "the wider of the two. All inputs: interval and test of DeLong on the logit; where hardly anybody is told wrongly, "
    "Wilson's interval for as many people as the smaller side has. Both allow for weights and clusters. "
    "The level stands in the plan (attention.levels.proxy_strength).",
    misleads="A strong link is no proof that the input works as a stand-in: the tool may hardly use it. A weak link can still "
    "matter where the input decides much. V sinks when a group is small, although the input may tell that group well. "
    "How well all inputs tell a group is what one method learned from these people; another, or more people, may learn more.",
    sources=(
        "Bergsma 2013, Journal of the Korean Statistical Society 42, 323-328",
        "Bishop, Fienberg and Holland 1975, Discrete Multivariate Analysis, chapter 11",
        "Kelley 1935, Proceedings of the National Academy of Sciences 21, 554-559",
        "DeLong, DeLong and Clarke-Pearson 1988, Biometrics 44, 837-845",
        "Rao and Scott 1984, Annals of Statistics 12, 46-60 (clusters, one input)",
        "Obuchowski 1997, Biometrics 53, 567-578 (clusters, all inputs)",
    ),
    about="input",
    parts=(
        Part(name="one_input", title="One input alone", rate="strength"),
        Part(name="all_inputs", title="All inputs together", rate="strength"),
    ),
    phrases={
        "one_input": Phrases(
            more=N_("{factor} tells something about {others}: the strength of the link is {gap}."),
            less=N_("{factor} tells something about {others}: the strength of the link is {gap}."),
            equal=N_("{factor} tells hardly anything about {others}: the strength of the link is {gap}."),
            fact=N_("{factor} and {others}: the strength of the link is {gap}."),
            open=N_("How much {factor} tells about {others}, the data cannot tell: {gap}."),
            ruled_out=N_("{factor} tells hardly anything about {others}: the strength of the link is {gap}."),
            rate=N_("Strength of the link"),
            cases=N_("People"),
        ),
        "all_inputs": all_inputs.PHRASES,
    },
    labels={"one_input": _LABELS, "all_inputs": _LABELS},
)
_LINE = "attention: {..., levels: {proxy_strength: 0.3}}"


def needs(plan: AuditPlan) -> list[Need] | NotLookedAt:
    """Return a table of each input by each attribute, or say that the plan names no inputs."""
    if not plan.inputs:
        return NotLookedAt(code="no_inputs", plan_line="inputs: [{column: ..., reason: ...}]")
    pairs = [(item.column, one.column) for item in plan.protected for one in plan.inputs if item.column != one.column]
    if not pairs:
        return NotLookedAt(code="nothing_to_compare")
    return [Need.of(attribute, f"input:{column}") for attribute, column in pairs]


def look(plan: AuditPlan, evidence: Evidence) -> Looked:
    """Say how strongly each input hangs together with each attribute, and how well all of them tell each group.

    With verdicts where the plan gives a level.
    """
    level = own_level(plan, "proxy_strength", "one_input")
    comparisons: list[Pooled] = []
    measures: list[Measure] = []
    for one in plan.inputs:
        for item in plan.protected:
            axis = f"input:{one.column}"
            if item.column == one.column or not evidence.tally.has(item.column, axis):
                continue
            cells = evidence.tally.margin(item.column, axis)
            found = association(cells, plan.confidence, _cluster_effect(evidence, cells))
            beside = _beside(evidence, cells, axis)
            if level is None:
                name = f"strength:{one.column}"
                measures.append(Measure(name=name, part="one_input", by=(item.column,), number=found.strength))
            else:
                comparisons.append(_pooled(one.column, item.column, cells, found, beside, level))
    missing = {} if level is not None else {"one_input": NotLookedAt(code="no_own_level", plan_line=_LINE)}
    together = all_inputs.look(plan, evidence, _LINE)
    return Looked(
        comparisons=(*comparisons, *together.comparisons),
        measures=tuple(measures),
        parts_not_looked_at=missing | dict(together.parts_not_looked_at),
    )


def _pooled(
    column: str, attribute: str, cells: Cells, found: Association, beside: dict[str, Number], level: float
) -> Pooled:
    people = sum(sum(row) for row in _table(cells))
    no_ratio = Undefined(because=Because("not_a_share"))
    identical = isinstance(found.strength, Estimate) and found.strength.value > 1 - 1e-9
    return Pooled(
        head=Head(
            part="one_input", about="input", input=column, against="attribute", against_group=attribute, worse="higher"
        ),
        difference=found.strength,
        ratio=no_ratio,
        people=no_ratio,
        p=found.p,
        p_smallest=found.p,
        compared=(people, people, people, people),
        attention=Attention(level, None),
        unit="strength",
        measures=beside,
        remarks=(Because("input_is_attribute", {"column": attribute}),) if identical else (),
    )


def association(cells: Cells, confidence: float, cluster_effect: float = 1.0) -> Association:
    """Return the strength of the link between the two axes of a table; people not recorded on one are left out."""
    if (cells.low != cells.high).any():
        return Association(Undefined(because=Because("rounded_counts")), None)
    table = _table(cells)
    whole = sum(sum(row) for row in table)
    squares = None if cells.squares is None else float(cells.squares[_recorded(cells)].sum())
    effect = kish(whole, squares) if squares else 1.0
    return cramers_v(table, confidence=confidence, design_effect=max(effect, cluster_effect))


def _cluster_effect(evidence: Evidence, cells: Cells) -> float:
    """Return by how much clusters widen the shares of the cells of a table, on average; 1 without clusters.

    The average of the cells' design effects is at least that of the test, where clusters agree on both columns; where
    they agree on one, it is on the safe side (Rao and Scott 1984, Annals of Statistics 12, 46-60).
    """
    table = evidence.clusters.get(frozenset(cells.axes))
    if table is None:
        return 1.0
    each = dict.fromkeys((field for pair in table.whole for field in pair), 1.0)
    everyone = table.recorded(each, each).n2
    kept = _recorded(cells)
    people = float(sum(cells.low[row] for row in kept))
    top = bottom = 0.0
    for row in kept:
        share = float(cells.low[row]) / people
        if not 0 < share < 1:
            continue
        by_axis = {
            name: evidence.tally.axes[name].values[code]
            for name, code in zip(cells.axes, cells.codes[row].tolist(), strict=True)
        }
        key = tuple(by_axis[name] for name in table.names)
        mine, others = table.group(key, each, each).n2, table.others(key, each, each).n2
        sums = ClusterSums(mine, (everyone + mine - others) / 2, everyone)
        top += (1 - share) * design_effect(sums, float(cells.low[row]), people)
        bottom += 1 - share
    return max(1.0, top / bottom) if bottom else 1.0


def _recorded(cells: Cells) -> Sequence[int]:
    return [row for row, codes in enumerate(cells.codes.tolist()) if min(codes) > 0]


def _table(cells: Cells) -> list[list[float]]:
    """Return people with each value of the input (rows) by group (columns); only where both are recorded."""
    kept = _recorded(cells)
    groups = sorted({int(cells.codes[row, 0]) for row in kept})
    values = sorted({int(cells.codes[row, 1]) for row in kept})
    table = [[0.0] * len(groups) for _ in values]
    for row in kept:
        group, value = cells.codes[row].tolist()
        table[values.index(value)][groups.index(group)] += float(cells.low[row])
    return table


def _beside(evidence: Evidence, cells: Cells, axis: str) -> dict[str, Number]:
    """Return the correlation ratio where the input is a number."""
    numbers = evidence.tally.axes[axis].numbers
    if numbers is None or (cells.low != cells.high).any():
        return {}
    values = sorted({int(cells.codes[row, 1]) for row in _recorded(cells)})
    return {"correlation_ratio": correlation_ratio([numbers[value] or 0.0 for value in values], _table(cells))}


SIGNAL = Signal(ENTRY, needs, look, studies=all_inputs.studies)
