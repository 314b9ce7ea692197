"""The coded people that studies look at, and their split into two halves that does not depend on the order of rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from adm_audit.evidence import CASE, NO, YES
from adm_audit.tables.engine import Coded
from adm_audit.values import Because

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_MOST_AT_ONCE = 1_000_000_000
"""NumPy draws from fewer people; halves of larger numbers are drawn part by part."""


@dataclass(frozen=True, slots=True)
class People:
    """Cells of people who are alike: codes by axis, whether selected, how many, their weight each, and cluster.

    clusters: 0 for people without one; None where the plan names no column of clusters. weights: None for one each.
    """

    axes: tuple[str, ...]
    codes: NDArray[np.int32]
    selected: NDArray[np.bool_]
    n: NDArray[np.int64]
    weights: NDArray[np.float64] | None = None
    clusters: NDArray[np.int64] | None = None

    @property
    def number(self) -> int:
        """How many people there are."""
        return int(self.n.sum())

    def weighed(self) -> NDArray[np.float64]:
        """Return the weight of all people of each cell."""
        import numpy as np

        return self.n.astype(np.float64) if self.weights is None else self.n * self.weights

    def with_numbers(self, n: NDArray[np.int64]) -> People:
        """Return the cells in which these numbers leave somebody."""
        kept = n > 0
        return replace(
            self,
            codes=self.codes[kept],
            selected=self.selected[kept],
            n=n[kept],
            weights=None if self.weights is None else self.weights[kept],
            clusters=None if self.clusters is None else self.clusters[kept],
        )


def people_of(coded: Coded, axes: Sequence[str], *, decided: bool = True) -> People | Because:
    """Return the people of a coded table along some axes, in an order that follows from their content alone.

    decided: leave out those without a decision. ``Because`` (``rounded_counts``) where counts are known as ranges.
    """
    import numpy as np

    order = {name: f"a{at}" for at, name in enumerate(coded.axes)}
    columns = [order[name] for name in axes]
    connection = coded.connection
    number = "count(*)"
    if coded.measure == "counts":
        if connection.execute(f"SELECT coalesce(bool_or(lo <> hi), FALSE) FROM {coded.relation}").fetchall()[0][0]:
            return Because("rounded_counts")
        number = "sum(lo)"
    named = [f"c.{column} AS x{at}" for at, column in enumerate(columns)]
    named.append(f"c.{order[CASE]} % 3 AS decision")
    named += ["CAST(c.w AS DOUBLE) AS weight"] if coded.measure == "weights" else []
    relation = f"{coded.relation} AS c"
    clustered = "cl" in {row[0] for row in connection.execute(f"DESCRIBE {coded.relation}").fetchall()}
    if clustered:
        named.append("coalesce(k.number, 0) AS cluster")
        relation += (
            " LEFT JOIN (SELECT cl, row_number() OVER (ORDER BY cl) AS number FROM "
            f"(SELECT DISTINCT cl FROM {coded.relation} WHERE cl IS NOT NULL)) AS k USING (cl)"
        )
    where = f" WHERE c.{order[CASE]} % 3 IN ({YES}, {NO})" if decided else ""
    found: dict[str, Any] = connection.execute(
        f"SELECT {', '.join(named)}, CAST({number} AS BIGINT) AS n FROM {relation}{where} GROUP BY ALL ORDER BY ALL"
    ).fetchnumpy()
    size = len(found["n"])
    codes = np.empty((size, len(columns)), dtype=np.int32)
    for at in range(len(columns)):
        codes[:, at] = found[f"x{at}"]
    return People(
        tuple(axes),
        codes,
        np.asarray(found["decision"] == YES, dtype=np.bool_),
        np.asarray(found["n"], dtype=np.int64),
        np.asarray(found["weight"], dtype=np.float64) if coded.measure == "weights" else None,
        np.asarray(found["cluster"], dtype=np.int64) if clustered else None,
    )


def halves(people: People, seed: int) -> tuple[People, People]:
    """Return two random halves: whole clusters, else people, drawn from their cells without replacement.

    A multivariate hypergeometric draw from the cells is the same as drawing people one by one; cells are sorted by their
    content, so the same people and seed always make the same halves, whatever the order of the rows.
    """
    import numpy as np

    random = np.random.default_rng(seed)
    alone = people.n if people.clusters is None else np.where(people.clusters == 0, people.n, 0)
    first = _half(alone, random)
    if people.clusters is not None and people.clusters.size and people.clusters.max() > 0:
        last = int(people.clusters.max())
        chosen = np.zeros(last + 1, dtype=np.bool_)
        chosen[1 + random.permutation(last)[: last // 2]] = True
        first = np.where(people.clusters > 0, np.where(chosen[people.clusters], people.n, 0), first)
    return people.with_numbers(first), people.with_numbers(people.n - first)


def _half(n: NDArray[np.int64], random: np.random.Generator) -> NDArray[np.int64]:
    """Return how many people of each cell are among a half of all of them, drawn without replacement."""
    import numpy as np

    if int(n.sum()) < _MOST_AT_ONCE:
        return random.multivariate_hypergeometric(n, int(n.sum()) // 2, method="marginals")
    if len(n) == 1:
        return n // 2
    middle = len(n) // 2
    return np.concatenate([_half(n[:middle], random), _half(n[middle:], random)])
