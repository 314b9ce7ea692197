"""The part of a plan that says where the data are and how they are written."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from adm_audit.plan.base import Block, Column, Text, Values


class Csv(Block):
    """How a text file is written. `adm-audit init` finds it and writes it here."""

    encoding: Text | None = Field(None, description="Character encoding of the file, such as utf-8 or cp1252.")
    separator: Annotated[str, Field(min_length=1, max_length=1)] | None = Field(
        None, description='The character between two columns, such as ";" or ",".'
    )
    decimal: Literal[".", ","] | None = Field(None, description='The decimal sign of numbers: "." or ",".')
    dates: Literal["iso", "day-first", "month-first"] | None = Field(
        None,
        description="The order of dates: iso (2026-10-01), day-first (01.10.2026), month-first (10/01/2026).",
    )
    skip: Annotated[int, Field(ge=0)] | None = Field(None, description="How many lines stand above the header.")


class File(Block):
    """A further table."""

    source: Text = Field(description="Path of the file, relative to the plan.")
    csv: Csv | None = Field(None, description="How a text file is written, as in data.csv.")
    sheet: Text | None = Field(None, description="The sheet of a spreadsheet.")
    count: Column | None = Field(None, description="The column with numbers of people, if each row is a count.")


class Population(File):
    """A table of people outside the data."""

    who: Literal["residents", "entitled"] | None = Field(
        None,
        description="Whom it counts: residents (all who live there) or entitled (those whom the service is for).",
    )


class Complaints(File):
    """A table of complaints and appeals."""

    count: Column | None = Field(None, description="The column with numbers of complaints, if each row is a count.")
    result: Column | None = Field(None, description="The column with the result of a complaint.")
    won: Values = Field((), description="The results that mean: the person was right, in full or in part.")
    lost: Values = Field((), description="The results that mean: the decision stood. All other results count as open.")


class Data(Block):
    """Where the data are, and what their special values mean."""

    source: Text = Field(
        description="The table: a csv, tsv, parquet, xlsx or ods file. The path is relative to the plan.",
    )
    csv: Csv | None = Field(None, description="How a text file is written. What is left out is detected.")
    sheet: Text | None = Field(None, description="The sheet of a spreadsheet.")
    missing: Values = Field((), description="Texts that mean: not recorded. An empty cell always does.")
    weight: Column | None = Field(None, description="A column with survey weights.")
    cluster: Column | None = Field(
        None,
        description="A column that says which rows belong together, such as a household.",
    )
    count: Column | None = Field(
        None,
        description="A column with numbers of people: each row is then a cell of a count table.",
    )
    totals: Values = Field((), description="Values that mark rows of sums. These rows are left out.")
    rounded_to: Annotated[int, Field(ge=2)] | None = Field(
        None, description="The printed counts were rounded to multiples of this number."
    )
    withheld_below: Annotated[int, Field(ge=2)] | None = Field(
        None, description="Counts below this number were not printed."
    )
    withheld_as: Values = Field(
        (),
        description='What stands for a withheld count, such as "x". A 0 here means withheld.',
    )
    zeros_printed: bool = Field(
        False, description="true if a true zero is printed as 0, so that a withheld count is at least 1."
    )
