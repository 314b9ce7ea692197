"""Writes the data files of the three samples: `python sample_data/make_samples.py [--to FOLDER]`.

The plans, the answers and truth.yaml beside the data are written by hand. The same versions of the libraries
write the same bytes.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

import numpy as np
from make_recruitment import make_recruitment
from make_water import make_water
from make_welfare import make_welfare

Maker = Callable[[Path, np.random.Generator], None]
SAMPLES: dict[str, tuple[int, Maker]] = {
    "welfare": (2024, make_welfare),
    "water": (2025, make_water),
    "recruitment": (2026, make_recruitment),
}


def main() -> None:
    """Make every sample, each from its own seed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--to", type=Path, default=Path(__file__).resolve().parent, metavar="FOLDER")
    target: Path = parser.parse_args().to
    for name, (seed, make) in SAMPLES.items():
        folder = target / name
        folder.mkdir(parents=True, exist_ok=True)
        make(folder, np.random.default_rng(seed))
        for path in sorted(folder.glob("*")):
            print(f"{name}/{path.name}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
