"""The audit plan as a typed, frozen model. Every key has its help text here and nowhere else.

`adm_audit.plan.load` reads it from a file or from keywords, and says what is wrong in plain words.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag, model_validator

from adm_audit.plan.base import Block, Column, Day, OneValue, Share, Text, Value, Values, block_from
from adm_audit.plan.data import Complaints, Csv, Data, File, Population
from adm_audit.plan.names import Ground

__all__ = ["AuditPlan", "Csv", "Data", "File", "Ground", "Value"]


class Decision(Block):
    """What the system did."""

    column: Column | None = Field(None, description="The column that holds the decision.")
    stage: Column | None = Field(
        None, description="Instead of a column: the stage (see stages) whose people count as selected."
    )
    positive: Values = Field((), description="The values that mean: selected.")
    negative: Values = Field(
        (),
        description="The values that mean: not selected. Needed where the column has more than two values.",
    )
    undecided: Values = Field(
        (),
        description="The values that mean: not decided yet, such as pending. These people are counted, not compared.",
    )
    order: Values = Field(
        (),
        description="Instead of negative: all values from worst to best. Those not under positive mean no. With three or "
        "more, every cut between them is compared too.",
    )
    effect: Literal["burden", "benefit"] = Field(
        description="What being selected means for a person: burden (a check) or benefit (a grant).",
    )


class Outcome(Block):
    """What turned out later, or was found by an independent check."""

    column: Column = Field(description="The column that holds the outcome.")
    positive: Values = Field(
        description="The values that mean: the selection was right (an irregularity was found).",
    )
    negative: Values = Field((), description="The values that mean: the selection was not right.")
    known_for: Literal["everyone", "selected", "sample"] = Field(
        description="For whom the outcome is known: everyone, selected (only people selected) "
        "or sample (also for cases drawn at random; then route is needed).",
    )
    recorded_by: Column | None = Field(None, description="A column that says who recorded the outcome.")
    second: Column | None = Field(
        None, description="A column in which a second person judged the outcome, with the same values."
    )


class Score(Block):
    """A score or risk class that the tool gives."""

    column: Column = Field(description="The column that holds the score.")
    range: tuple[float, float] | None = Field(
        None, description="The lowest and highest possible score, such as [0, 1]."
    )
    higher: Literal["selected", "not_selected"] = Field(
        "selected", description="What a higher score leads to: selected or not_selected."
    )
    means: Literal["probability", "rank", "points"] = Field(
        "rank", description="What the score is: a probability, a rank, or points."
    )
    cut_off: float | None = Field(None, description="The score from which people are selected.")


class Recommendation(Block):
    """What the tool said before a person decided."""

    column: Column = Field(description="The column that holds what the tool recommended.")
    positive: Values = Field(description="The values that mean: the tool recommended to select.")
    negative: Values = Field((), description="The values that mean: the tool recommended not to select.")
    reason_column: Column | None = Field(
        None, description="A column with the reason why a person decided otherwise than the tool."
    )


class Route(Block):
    """How a case came to be selected, so that cases drawn at random can be told apart."""

    column: Column = Field(description="The column that says how a case came to be selected.")
    random: Values = Field(description="The values that mean: drawn at random.")
    drawn_from: Literal["everyone", "not_selected"] = Field(
        description="From whom the random cases were drawn: everyone, or only those not selected otherwise."
    )


class Stages(Block):
    """One column that says how far a case came."""

    column: Column = Field(description="The column that names the stage.")
    order: Values = Field(description="The stages, from the first to the last.")
    counts: Literal["reached", "ended"] = Field(
        "ended",
        description="reached: a row counts all who came to this stage; ended: those who went no further.",
    )


class Access(Block):
    """How people come to the service, and who leaves before anything is decided."""

    columns: tuple[Column, ...] = Field(
        (), description="Columns that say how people came, such as the channel or the language of the form."
    )
    left: Values = Field(
        (), description="The values of the decision column that mean: the person gave up before a decision."
    )
    decided_at: Text | None = Field(
        None,
        description="Instead of left: the stage (see stages) from which on the body decides. Who does not come so far "
        "has left.",
    )


class Protected(Block):
    """A characteristic by which people must not be treated worse."""

    column: Column = Field(description="The column that holds the characteristic.")
    label: Text | None = Field(None, description="Its name in the report.")
    ground: Ground | None = Field(None, description="The protected ground in law that it stands for.")
    reference: OneValue | None = Field(
        None, description="The group that all others are compared with. Without it: everyone else."
    )
    compare: Literal["everyone_else", "best_off", "every_pair"] | None = Field(
        None,
        description="With whom each group is compared, if there is no reference. Default: everyone_else.",
    )
    bands: tuple[float, ...] = Field(
        (), description="For a number: where bands begin. [18, 30] means under 18, 18 to 29, 30 and over."
    )


class Strata(Block):
    """A factor that may rightly explain a gap. People are compared only inside its levels."""

    columns: tuple[Column, ...] = Field(
        min_length=1, description="The column of the factor (column: name), or several for a joint one."
    )
    reason: Text = Field(description="Why the factor is legitimate, in one sentence. It is printed in the report.")
    bands: tuple[float, ...] = Field((), description="For a number: where bands begin, as for protected.")

    @model_validator(mode="before")
    @classmethod
    def _one_column(cls, given: Any) -> Any:
        return one_column(given)


def one_column(given: Any) -> Any:
    """Return the block of a stratum with ``column: name`` written as ``columns: [name]``."""
    if not isinstance(given, Mapping) or "column" not in given or "columns" in given:
        return given
    return {
        "columns" if key == "column" else key: (value,) if key == "column" else value for key, value in given.items()
    }


class Input(Block):
    """Something that the tool uses to come to its result."""

    column: Column = Field(description="The column of the input.")
    reason: Text | None = Field(None, description="Why it is used, in one sentence.")
    ground: Ground | None = Field(None, description="The protected ground that it states directly, if any.")
    kind: Literal["measured", "free_text", "staff_rating", "subjective"] | None = Field(
        None, description="What kind of information it is: measured, free_text, staff_rating or subjective."
    )
    from_body: Text | None = Field(
        None, alias="from", description="own, or the name of the other body that decided or marked it."
    )


class Period(Block):
    """When each case was decided."""

    column: Column = Field(description="The column with the date.")
    by: Literal["week", "month", "quarter", "half_year", "year"] = Field(
        "quarter", description="The length of a period: week, month, quarter, half_year or year."
    )


class Times(Block):
    """A waiting time."""

    start: Column = Field(alias="from", description="The column with the date when the time begins.")
    end: Column = Field(alias="to", description="The column with the date when it ends.")
    within: Annotated[float, Field(gt=0)] | None = Field(
        None,
        description="The term in days within which a case should be decided. Without it, medians are compared.",
    )


class Amount(Block):
    """A decision that is an amount, such as a sum granted or a number of hours."""

    column: Column = Field(description="The column that holds the amount. People without one are left out.")
    label: Text | None = Field(None, description="Its name in the report.")


class Ranking(Block):
    """A list in which people stand in an order."""

    column: Column = Field(description="The column with the place in the list, or with the points that decide it.")
    top: Annotated[tuple[Annotated[int, Field(ge=1)], ...], Field(min_length=1, max_length=10)] = Field(
        description="How many people from the front are looked at, such as [100, 500]. Who shares the last place is inside."
    )
    ascending: bool = Field(
        True, description="true: the front is the smallest number (place 1); false: the largest (points)."
    )


class Baseline(Block):
    """Decisions before the tool came, or without it."""

    source: Text | None = Field(None, description="A file of the same shape as the data, from before the tool.")
    csv: Csv | None = Field(None, description="How a text file is written, as in data.csv.")
    sheet: Text | None = Field(None, description="The sheet of a spreadsheet.")
    column: Column | None = Field(None, description="Instead of a file: a column that marks cases without the tool.")
    before: Values = Field((), description="The values of that column that mean: decided without the tool.")


class ModelVersion(Block):
    """Which version of the tool or rule produced each result."""

    column: Column = Field(description="The column with the version.")


class Search(Block):
    """A search for groups that nobody listed."""

    depth: Annotated[int, Field(ge=1, le=4)] = Field(2, description="How many attributes a group may combine, 1 to 4.")
    smallest: Annotated[int, Field(ge=10)] = Field(100, description="The smallest group that is looked at.")


class LevelNote(Block):
    """How the attention level of one signal was chosen."""

    unit: Text | None = Field(None, description="The unit of the level.")
    chosen_on: Day | None = Field(None, description="The day on which it was chosen.")
    reason: Text | None = Field(None, description="Who chose it, and why.")


class Attention(Block):
    """From which size on a gap needs attention. Chosen before anybody saw a result."""

    difference: Share | None = Field(
        None, description="A difference between two rates, between 0 and 1: 0.05 is five people in a hundred."
    )
    ratio: Share | None = Field(
        None, description="A ratio of two rates, between 0 and 1: 0.8 is a fifth fewer (or a quarter more)."
    )
    chosen_on: Day = Field(description="The day on which the levels were chosen, such as 2026-10-01.")
    reason: Text = Field(description="Who chose the levels, and why.")
    levels: dict[str, Annotated[float, Field(gt=0)]] = Field(
        default_factory=dict,
        description="Levels of signals that have a scale of their own, such as proxy_strength: 0.3.",
    )
    level_notes: dict[str, LevelNote] = Field(
        default_factory=dict,
        description="Unit, date and reason of such a level, where they differ from those above.",
    )


class Disclosure(Block):
    """What a published edition hides so that nobody can be recognised."""

    minimum_cell: Annotated[int, Field(ge=1)] = Field(10, description="Counts below this number are not published.")
    round_to: Annotated[int, Field(ge=1)] = Field(5, description="Published counts are rounded to multiples of this.")


def _shape(given: Any) -> str | None:
    """Name the branch of a key that may be a number, a list or a block (None: it is none of these)."""
    if isinstance(given, tuple | list):
        return "list"
    if isinstance(given, Mapping | Stages):
        return "block"
    return "number" if isinstance(given, int) and not isinstance(given, bool) else None


Intersections = Annotated[
    Annotated[int, Tag("number")] | Annotated[tuple[tuple[Column, ...], ...], Tag("list")],
    Discriminator(_shape),
]
StagesGiven = Annotated[
    Annotated[tuple[Column, ...], Tag("list")] | Annotated[Stages, Tag("block")], Discriminator(_shape)
]


class AuditPlan(Block):
    """Everything with a legal meaning in an audit: what is compared, how, and which levels were chosen."""

    adm_audit: Literal[1] = Field(description="Version of this format. Always 1.")
    title: Text = Field(description="What is audited, as the title of the report.")
    organisation: Text | None = Field(None, description="Who is responsible for the decisions.")
    language: Text = Field("en", description="Language of the report.")
    data: Data = Field(description="Where the data are, and what their special values mean.")
    decision: Decision = Field(description="What the system did.")
    outcome: Outcome | None = Field(
        None, description="What turned out. Without it nothing is said about wrong flags or missed people."
    )
    score: Score | None = Field(None, description="A score or risk class that the tool gives.")
    recommendation: Recommendation | None = Field(None, description="What the tool said before a person decided.")
    route: Route | None = Field(None, description="How a case came to be selected, and which were drawn at random.")
    stages: StagesGiven | None = Field(
        None,
        description="The stages in order: columns with 0 and 1, or one column with its order.",
    )
    manual_stages: tuple[Text, ...] = Field(
        (), description="The stages that people decide on, not the tool: names from stages, never the first."
    )
    protected: tuple[Annotated[Protected, block_from("column")], ...] = Field(
        min_length=1, description="The characteristics by which people are compared."
    )
    intersections: Intersections = Field(
        0,
        description="Combined groups: 2 for all pairs, 3 for triples too, or a list such as [[sex, origin]].",
    )
    strata: tuple[Strata, ...] = Field((), description="Factors that may rightly explain a gap, each with its reason.")
    inputs: tuple[Annotated[Input, block_from("column")], ...] = Field((), description="What the tool uses.")
    period: Period | None = Field(None, description="When each case was decided, to follow changes.")
    times: tuple[Times, ...] = Field((), description="Waiting times to compare, each from one date to another.")
    amounts: tuple[Annotated[Amount, block_from("column")], ...] = Field(
        (),
        description="Decisions that are amounts, compared among people who got one. Their attention level, in the unit of "
        "the amount, stands in attention.levels as selection_gap/amount.",
    )
    ranking: Ranking | None = Field(None, description="A list in which people stand in an order.")
    population: Population | None = Field(
        None,
        description="How many people of each group live there or are entitled: a table with columns named as under "
        "protected, and the same groups.",
    )
    baseline: Baseline | None = Field(None, description="Decisions before the tool came, or without it.")
    complaints: Complaints | None = Field(
        None,
        description="Complaints and appeals about these decisions: a table with columns named as under protected, and "
        "the same groups.",
    )
    access: Access | None = Field(None, description="How people come to the service, and who leaves early.")
    earlier: Text | None = Field(None, description="The result.json of an earlier audit, to compare with.")
    search: Search | None = Field(None, description="Search for groups that nobody listed.")
    primary: tuple[Text, ...] = Field(
        (), description="The signals that matter most; they get the larger share of the error budget."
    )
    attention: Attention | None = Field(
        None, description="From which size on a gap needs attention. Without it nothing can be ruled out."
    )
    disclosure: Disclosure | None = Field(None, description="What a published edition hides.")
    checklists: tuple[Text, ...] = Field(
        (), description="The checklists to use: names, or paths of your own files (also of good practices)."
    )
    answers: Text | None = Field(None, description="The file with the answers to the checklists.")
    model_version: ModelVersion | None = Field(None, description="Which version of the tool produced each result.")
    partner_data: File | None = Field(None, description="Outcome data from the partner that runs the service.")
    not_received: tuple[Text, ...] = Field(
        (), description="What was asked from the supplier and not received, such as scores, reasons or logs."
    )
    confidence: Annotated[float, Field(gt=0.5, lt=1)] = Field(
        0.95, description="Confidence level of all intervals, between 0.5 and 1."
    )
    seed: Annotated[int, Field(ge=0, le=2**63 - 1)] = Field(1, description="Start of the random numbers.")

    @property
    def stage_names(self) -> tuple[str, ...]:
        """The names of the stages, from the first to the last; empty where the plan names none."""
        if self.stages is None:
            return ()
        return self.stages if isinstance(self.stages, tuple) else tuple(str(value) for value in self.stages.order)
