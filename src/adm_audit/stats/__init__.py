"""The statistics: rates, intervals, tests, verdicts. Counts in, numbers out; no rows, no plan, no words."""
