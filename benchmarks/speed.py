"""Times whole audits of a large table and prints the ratio to Fairlearn's MetricFrame on the same table.

python benchmarks/speed.py [--rows 1000000] [--repeat 3]
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PLAN = """adm_audit: 1
title: Benchmark
data: {{source: {source}{csv}}}
decision: {{column: selected, positive: ["yes"], effect: burden}}
outcome: {{column: irregular, positive: ["yes"], known_for: everyone}}
protected:
  - {{column: sex}}
  - {{column: age, bands: [30, 45, 65]}}
  - {{column: origin}}
  - {{column: household}}
intersections: 2
attention: {{difference: 0.05, ratio: 0.8, chosen_on: 2026-10-01, reason: "Benchmark"}}
"""

TABLE = """
SELECT i AS id,
  CASE WHEN hash(i * 16 + 1) % 2 = 0 THEN 'M' ELSE 'F' END AS sex,
  18 + (hash(i * 16 + 2) % 60)::INTEGER AS age,
  ['national', 'EU', 'non-EU', 'other', 'stateless'][1 + (hash(i * 16 + 3) % 5)::INTEGER] AS origin,
  ['single', 'couple', 'family', 'shared'][1 + (hash(i * 16 + 4) % 4)::INTEGER] AS household,
  'D' || (hash(i * 16 + 5) % 20) AS district,
  CASE WHEN hash(i * 16 + 6) % 10 = 0 THEN NULL ELSE (hash(i * 16 + 7) % 300000) / 100.0 END AS income,
  (hash(i * 16 + 8) % 10000) / 10000.0 AS score,
  CASE WHEN hash(i * 16 + 9) % 5 = 0 THEN 'yes' ELSE 'no' END AS selected,
  CASE WHEN hash(i * 16 + 10) % 4 = 0 THEN 'yes' ELSE 'no' END AS irregular,
  DATE '2024-01-01' + (hash(i * 16 + 11) % 365)::INTEGER AS decided_on,
  'x' || i AS file_number, hash(i * 16 + 12) % 100000 AS postcode, 'channel ' || hash(i * 16 + 13) % 4 AS channel,
  hash(i * 16 + 14) % 3 AS children
FROM range({rows}) AS r(i)
"""

FAIRLEARN = """
import sys
import pandas as pd
from fairlearn.metrics import (MetricFrame, count, false_negative_rate, false_positive_rate, selection_rate,
                               true_positive_rate)
path = sys.argv[1]
columns = ["sex", "age", "origin", "household", "selected", "irregular"]
if path.endswith(".csv"):
    frame = pd.read_csv(path, sep=";", usecols=columns)
else:
    import duckdb
    frame = duckdb.sql(f"SELECT {', '.join(columns)} FROM read_parquet('{path}')").df()
frame["age"] = pd.cut(frame["age"], [0, 30, 45, 65, 200], right=False).astype(str)
decided, outcome = frame["selected"] == "yes", frame["irregular"] == "yes"
metrics = {m.__name__: m for m in (selection_rate, true_positive_rate, false_positive_rate, false_negative_rate, count)}
names = ["sex", "age", "origin", "household"]
groups = [[name] for name in names] + [[a, b] for i, a in enumerate(names) for b in names[i + 1:]]
for group in groups:
    MetricFrame(metrics=metrics, y_true=outcome, y_pred=decided, sensitive_features=frame[group]).by_group
"""


def timed(command: list[str]) -> float:
    """Run a command and return its seconds."""
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - start


def main() -> None:
    """Make the table, time everything, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--repeat", type=int, default=3)
    options = parser.parse_args()
    import duckdb

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        duckdb.sql(f"CREATE TABLE people AS {TABLE.format(rows=options.rows)}")
        duckdb.sql(f"COPY people TO '{folder / 'people.parquet'}' (FORMAT parquet)")
        duckdb.sql(f"COPY people TO '{folder / 'people.csv'}' (HEADER, DELIMITER ';')")
        csv = ', csv: {encoding: utf-8, separator: ";", decimal: ".", dates: iso, skip: 0}'
        print(f"{options.rows} rows; median of {options.repeat} whole processes, in seconds")
        for kind, dialect in (("parquet", ""), ("csv", csv)):
            plan = folder / f"{kind}.yaml"
            plan.write_text(PLAN.format(source=f"people.{kind}", csv=dialect), encoding="utf-8")
            ours = [
                sys.executable,
                "-m",
                "adm_audit",
                "run",
                str(plan),
                "-o",
                str(folder / kind),
                "--date",
                "2026-11-22",
            ]
            theirs = [sys.executable, "-c", FAIRLEARN, str(folder / f"people.{kind}")]
            pairs = [(timed(ours), timed(theirs)) for _ in range(options.repeat)]
            mine, other = (statistics.median(column) for column in zip(*pairs, strict=True))
            print(f"{kind:8} adm-audit {mine:6.2f}   Fairlearn MetricFrame {other:6.2f}   ratio {other / mine:5.2f}")


if __name__ == "__main__":
    main()
