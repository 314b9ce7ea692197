"""Times the search for groups that nobody listed: a million people, 20 columns, groups of two and of three traits.

python benchmarks/search.py [--people 1000000] [--depth 2]
"""

from __future__ import annotations

import argparse
import resource
from time import perf_counter

import numpy as np

from adm_audit.studies.people import People
from adm_audit.studies.subgroups import search
from adm_audit.tally import Axis

SIZES = (2, 3, 5, 8) * 5
"""How many values the columns have; every fourth is an attribute."""


def people_of(number: int) -> People:
    """Return invented people whose decision depends on two columns together."""
    rng = np.random.default_rng(1)
    codes = np.column_stack([rng.integers(1, size + 1, number) for size in SIZES]).astype(np.int32)
    selected = rng.random(number) < np.where((codes[:, 0] == 1) & (codes[:, 1] == 1), 0.13, 0.1)
    order = np.lexsort(codes.T[::-1])
    names = tuple(f"c{at}" for at in range(len(SIZES)))
    return People(names, codes[order], selected[order], np.ones(number, dtype=np.int64))


def main() -> None:
    """Search, and print what it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--depth", type=int, default=2)
    options = parser.parse_args()
    people = people_of(options.people)
    axes = {
        name: Axis(name, (None, *(f"v{code}" for code in range(size))))
        for name, size in zip(people.axes, SIZES, strict=True)
    }
    start = perf_counter()
    found = search(people, axes, list(people.axes[::4]), depth=options.depth, smallest=100, seed=1)
    took = perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{options.people} people, depth {options.depth}: {took:.1f} s, {peak:.0f} MB, {found.looked_at} groups")
    print(f"first: {found.found[0].traits}")


if __name__ == "__main__":
    main()
