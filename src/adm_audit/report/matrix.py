"""Combined groups of two attributes as a matrix: a table whose cells carry the mark of the verdict."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from adm_audit.report import anchors
from adm_audit.report.words import Voice, mark_of, names, short_label
from adm_audit.report.words import figures as fig
from adm_audit.result import Finding


@dataclass(frozen=True, slots=True)
class Field:
    """One combined group: its rate, its gap, its verdict, and where it stands in the table."""

    rate: str
    gap: str
    verdict: str
    label: str
    anchor: str
    worse: bool


@dataclass(frozen=True, slots=True)
class Matrix:
    """Two attributes: headings across and down, and the fields (None: nobody)."""

    caption: str
    corner: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Field | None, ...]], ...]


def matrices(findings: Sequence[Finding], voice: Voice) -> Iterator[Matrix]:
    """Yield a matrix for each pair of attributes that the plan lists.

    Larger combinations and those that a search found, of which only some were judged, have only their table.
    """
    pairs: dict[tuple[str, str], dict[tuple[str | None, str | None], Finding]] = {}
    for item in findings:
        if item.about == "combined_group" and item.part is None and len(item.group) == 2:
            one, two = item.group
            pairs.setdefault((one, two), {})[(item.group[one], item.group[two])] = item
    for (one, two), found in pairs.items():
        across, down = {key[0] for key in found}, {key[1] for key in found}
        if len(across) > len(down):
            swapped = {(key[1], key[0]): item for key, item in found.items()}
            yield _matrix(two, one, swapped, voice)
        else:
            yield _matrix(one, two, found, voice)


def _matrix(one: str, two: str, found: Mapping[tuple[str | None, str | None], Finding], voice: Voice) -> Matrix:
    across = sorted({key[0] for key in found}, key=lambda text: voice.rank({one: text}))
    down = sorted({key[1] for key in found}, key=lambda text: voice.rank({two: text}))
    return Matrix(
        caption=voice.say(
            "{down} by {across}: share selected, and gap to everyone else in points",
            down=names.capital(names.attribute(two, voice)),
            across=names.attribute(one, voice),
        ),
        corner=names.attribute(two, voice),
        columns=tuple(names.value(one, text, voice) for text in across),
        rows=tuple(
            (names.value(two, text, voice), tuple(_field(found.get((top, text)), voice) for top in across))
            for text in down
        ),
    )


def _field(finding: Finding | None, voice: Voice) -> Field | None:
    if finding is None:
        return None
    return Field(
        rate=fig.percent(finding.rate, voice),
        gap=fig.in_points(finding.difference, voice),
        verdict=mark_of(finding),
        label=short_label(finding.verdict, voice),
        anchor=anchors.of_finding(finding.id),
        worse=finding.verdict == "shown" and finding.worse_off is True,
    )
