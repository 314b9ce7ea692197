"""What was examined: the decision, the people, the groups, the outcome, and the attention level."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from adm_audit.counts import Count, Counts, high
from adm_audit.report import anchors
from adm_audit.report.words import Voice, names
from adm_audit.report.words import figures as fig
from adm_audit.report.words.signals import title
from adm_audit.report.words.voice import block, blocks
from adm_audit.result import AuditResult, GroupRow
from adm_audit.text.catalogue import N_
from adm_audit.values import Estimate

_DATED = frozenset({"drift", "baseline"})
"""The signals that use the date of the decision."""
_HELD = "conditional_gap"
_KNOWN_FOR = {
    "everyone": N_("It is known for everyone."),
    "selected": N_("It is known only for people who were selected, so nobody can say how many were missed."),
    "sample": N_("It is known for people who were selected, and for people drawn at random."),
}
_COMPARED = {
    "everyone_else": N_("each against everyone else"),
    "best_off": N_("each against each other"),
    "every_pair": N_("each against each other"),
}
_PERIODS = {
    "week": N_("by week"),
    "month": N_("by month"),
    "quarter": N_("by quarter"),
    "half_year": N_("by half-year"),
    "year": N_("by year"),
}


def facts(result: AuditResult, voice: Voice) -> list[tuple[str, tuple[str, ...]]]:
    """Return headings with sentences, in the order of the report; without those that say nothing here."""
    plan = result.plan
    rows = [
        (voice.say("Decision"), (" ".join(_decision(result, voice)),)),
        (voice.say("People"), (" ".join((*_people(result, voice), *_data(result, voice))),)),
        (voice.say("Groups compared"), tuple(_groups(result, voice))),
        (voice.say("What turned out"), (" ".join(_outcome(plan, voice)),)),
        (voice.say("Factors that may count"), tuple(_factors(plan, voice))),
        (voice.say("Attention level"), (" ".join(_attention(plan, voice)),)),
    ]
    return [(heading, lines) for heading, lines in rows if lines]


def caveat(result: AuditResult, voice: Voice) -> tuple[str, str, str]:
    """Return what the sentences leave open, the section that looks at it, and its title (empty: none does)."""
    signal = next((item for item in result.signals if item.name == _HELD), None)
    if signal is not None and signal.not_looked_at is None:
        return (
            voice.say(
                "These are differences as they stand, unless a sentence speaks of people alike in something. Whether a "
                "factor that may lawfully count explains them is looked at in the section"
            ),
            anchors.of_signal(_HELD),
            title(_HELD, voice),
        )
    if result.plan.get("strata"):
        told = voice.say(
            "These are differences as they stand. Factors that may lawfully count are named in the plan, but could not be "
            "looked at, so nothing was held equal."
        )
        return told, "", ""
    return (
        voice.say(
            "These are differences as they stand. No factor that may lawfully count was named in the plan, so nothing "
            "was held equal."
        ),
        "",
        "",
    )


def overall(result: AuditResult) -> Counts | None:
    """Return the counts of everybody."""
    table = next((item for item in result.tables if not item.by), None)
    return table.groups[0].counts if table and table.groups else None


def values_of(given: Any, voice: Voice) -> str:
    """Return values of the plan as words in quotation marks."""
    listed = given if isinstance(given, list | tuple) else [given]
    return voice.listed([f"“{voice.shown(_yaml(value))}”" for value in listed])


def _yaml(value: object) -> str:
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)


def _decision(result: AuditResult, voice: Voice) -> Iterator[str]:
    plan = result.plan
    decision = block(plan, "decision")
    if decision.get("stage"):
        yield voice.say(
            "“Selected” means: the person reached the stage “{stage}”.", stage=voice.shown(decision["stage"])
        )
    elif decision.get("column"):
        yield voice.say(
            "“Selected” means: the column “{column}” holds {values}.",
            column=voice.shown(decision["column"]),
            values=values_of(decision.get("positive", ()), voice),
        )
    yield from _not_selected(decision, overall(result), voice)
    if voice.burden:
        yield voice.say("Being selected is a burden: the group that is selected more often is worse off.")
    else:
        yield voice.say("Being selected is a benefit: the group that is selected less often is worse off.")
    if plan.get("recommendation"):
        yield voice.say("A tool recommends, a person decides; the audit looks at the decision.")


def _not_selected(decision: Mapping[str, Any], everybody: Counts | None, voice: Voice) -> Iterator[str]:
    """Yield what not selected means, how many people that is, and how many have no decision or an open one."""
    positive = decision.get("positive") or ()
    negative = decision.get("negative") or [item for item in decision.get("order") or () if item not in positive]
    if decision.get("stage"):
        meant = voice.say("the person did not come so far")
    elif negative:
        meant = voice.say("it holds {values}", values=values_of(negative, voice))
    else:
        meant = voice.say("it holds any other recorded value")
    if everybody is None:
        yield voice.say("“Not selected” means: {meaning}.", meaning=meant)
        return
    number = fig.count(everybody.unselected, voice)
    yield voice.say("“Not selected” means: {meaning} ({number} people).", meaning=meant, number=number)
    undecided = decision.get("undecided") or ()
    if undecided:
        yield voice.say(
            "For {number} people no decision is recorded, or it is still open ({values}); they are in no rate.",
            number=fig.count(everybody.undecided, voice),
            values=values_of(undecided, voice),
        )
    elif _some(everybody.undecided):
        yield voice.say(
            "For {number} people no decision is recorded; they are in no rate.",
            number=fig.count(everybody.undecided, voice),
        )
    else:
        yield voice.say("A decision is recorded for everybody.")


def _people(result: AuditResult, voice: Voice) -> Iterator[str]:
    yield voice.say("{number} people in the data.", number=fig.count(result.cases, voice))
    everybody = overall(result)
    if everybody is None:
        return
    table = next(item for item in result.tables if not item.by)
    rate = table.groups[0].rates.get("selection_rate")
    share = f" ({fig.percent(rate, voice)})" if isinstance(rate, Estimate) else ""
    yield voice.say(
        "{selected} of them were selected{share}.", selected=fig.count(everybody.selected, voice), share=share
    )


def _some(count: Count) -> bool:
    return high(count) > 0


def _data(result: AuditResult, voice: Voice) -> Iterator[str]:
    for item in result.inputs:
        if result.audience == "public":
            yield voice.say("Data: {path}.", path=voice.shown(item.path, 120))
            continue
        yield voice.say(
            "Data: {path}, {rows} rows.", path=voice.shown(item.path, 120), rows=voice.numbers.whole(item.rows)
        )
    data = block(result.plan, "data")
    if data.get("rounded_to"):
        yield voice.say("The printed counts are rounded to {number}.", number=data["rounded_to"])
    if data.get("withheld_below"):
        yield voice.say("Counts below {number} were withheld.", number=data["withheld_below"])
    period = block(result.plan, "period")
    if period.get("column") and _looked_at(result, _DATED):
        by = voice.say(_PERIODS.get(str(period.get("by", "quarter")), "{by}"), by=period.get("by"))
        yield voice.say("Date of the decision: “{column}”, {by}.", column=voice.shown(period["column"]), by=by)


def _looked_at(result: AuditResult, signals: frozenset[str]) -> bool:
    return any(item.name in signals and item.not_looked_at is None for item in result.signals)


def _groups(result: AuditResult, voice: Voice) -> Iterator[str]:
    plan = result.plan
    for item in blocks(plan, "protected"):
        column = str(item.get("column"))
        table = next((found for found in result.tables if found.by == (column,)), None)
        values = [_value(column, row, voice) for row in table.groups] if table else []
        named = sum(row.group[column] is not None for row in table.groups) if table else 0
        if item.get("reference") is not None:
            how = voice.say("each against “{group}”", group=voice.shown(_yaml(item["reference"])))
        else:
            how = voice.say(_COMPARED.get(str(item.get("compare") or "everyone_else"), _COMPARED["everyone_else"]))
        line = voice.say(
            "{attribute} ({groups}): {how}.",
            attribute=names.capital(names.attribute(column, voice)),
            groups="; ".join(values[:8] + (["…"] if len(values) > 8 else [])),
            how=how if named > 2 else voice.say("one against the other"),
        )
        yield line
    if plan.get("intersections"):
        yield voice.say("Combined groups: listed in the plan, compared with everyone else.")
    if plan.get("search"):
        yield voice.say(
            "Further combined groups: found by a search on one half of the people, judged by the other half."
        )


def _value(column: str, row: GroupRow, voice: Voice) -> str:
    """Return a group's value; how many people are not recorded stands beside it."""
    name = names.value(column, row.group[column], voice)
    if row.group[column] is not None:
        return name
    share = "" if row.share is None else f", {voice.numbers.percent(row.share)}"
    return voice.say(
        "{name}: {number} people{share}", name=name, number=fig.count(row.counts.total, voice), share=share
    )


def _outcome(plan: Mapping[str, Any], voice: Voice) -> Iterator[str]:
    outcome = block(plan, "outcome")
    if not outcome:
        yield voice.say("The plan names no outcome: the audit cannot say whether a selection was right.")
        return
    yield voice.say(
        "The selection was right if the column “{column}” holds {values}.",
        column=voice.shown(outcome.get("column")),
        values=values_of(outcome.get("positive", ()), voice),
    )
    if str(outcome.get("known_for")) in _KNOWN_FOR:
        yield voice.say(_KNOWN_FOR[str(outcome["known_for"])])


def _factors(plan: Mapping[str, Any], voice: Voice) -> Iterator[str]:
    for item in blocks(plan, "strata"):
        columns = " × ".join(voice.shown(name) for name in item.get("columns") or [item.get("column")])
        yield voice.say("“{factor}”: {reason}", factor=columns, reason=voice.shown(item.get("reason", ""), 300))


def _attention(plan: Mapping[str, Any], voice: Voice) -> Iterator[str]:
    level = block(plan, "attention")
    if not level:
        yield voice.say(
            "No attention level was chosen: every gap beyond chance is shown, and nothing can be ruled out."
        )
        return
    size = attention_words(voice)
    if size:
        yield voice.say("A gap needs attention from {size} on.", size=size)
    yield voice.say(
        "Chosen on {date}: {reason}",
        date=voice.numbers.date(str(level.get("chosen_on", ""))),
        reason=_sentence(voice.shown(level.get("reason", ""), 300)),
    )
    yield voice.say("The level says where to look. It is not a legal limit.")


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?", "…")) else text + "."


def attention_words(voice: Voice) -> str:
    """Return the attention level in words; empty where none was chosen."""
    level = voice.attention
    parts = []
    if level.difference is not None:
        digits = 0 if round(100 * level.difference, 6).is_integer() else 1
        parts.append(
            voice.say("a difference of {points} points", points=voice.numbers.decimal(100 * level.difference, digits))
        )
    if level.ratio:
        parts.append(
            voice.say(
                "a ratio below {low} or above {high}",
                low=voice.numbers.ratio(level.ratio),
                high=voice.numbers.ratio(1 / level.ratio),
            )
        )
    return voice.say(" or ").join(parts) if len(parts) > 1 else "".join(parts)
