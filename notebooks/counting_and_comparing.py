# ---
# jupyter:
#   jupytext:
#     text_representation:
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Counting and comparing
#
# A city recruits staff. Invented data: who applied, who got an offer. We count by hand first, and let the tool check us.

# %%
from datetime import date

import pandas as pd

import adm_audit as adm
from adm_audit.package_data import data_folder
from adm_audit.stats.intervals import newcombe_difference, wilson

sample = data_folder("sample_data") / "recruitment"
result = adm.run_plan(sample / "audit.yaml", audited_on=date(2026, 11, 22))

# %% [markdown]
# ## 1. Counts
#
# Everything starts with counts of people.

# %%
table = next(table for table in result.data.tables if len(table.by) == 1)
counts = pd.DataFrame(
    [
        {
            table.by[0]: row.group[table.by[0]] or "(not recorded)",
            "offers": row.counts.selected,
            "all": row.counts.decided,
        }
        for row in table.groups
    ]
)
counts["rate"] = counts["offers"] / counts["all"]
counts

# %% [markdown]
# ## 2. Two ways to compare
#
# The *difference* in points, and the *ratio*. A rise from 1 to 3 in 100 is 2 points, and three times as many.
# **Question:** which of the two would you print in a newspaper, and why both?

# %%
one, two = counts.iloc[0], counts.iloc[1]
print(f"difference: {100 * (one['rate'] - two['rate']):.1f} points; ratio: {one['rate'] / two['rate']:.2f}")

# %% [markdown]
# ## 3. How sure can we be?
#
# The interval holds the values that fit the data. Small groups have wide ones.

# %%
low_high = newcombe_difference(
    int(one["offers"]), int(one["all"]), int(two["offers"]), int(two["all"]), confidence=0.95
)
print("difference between", round(low_high.low, 4), "and", round(low_high.high, 4))
for people in (20, 200, 2_000):
    limits = wilson(people // 10, people, confidence=0.95)
    print(f"10 % of {people:>5} people: {100 * limits.low:.1f} to {100 * limits.high:.1f} %")

# %% [markdown]
# The tool finds the same numbers:

# %%
result["selection_gap"].table[["group", "difference", "difference_low", "difference_high", "verdict"]].head()

# %% [markdown]
# ## 4. The total can mislead
#
# The same people, compared only with others who applied for the same post.
# **Question:** what happened to the gap? Who decides that the post may explain it, and is that choice itself beyond doubt?

# %%
result["conditional_gap"].table[["group", "input", "difference", "difference_low", "difference_high", "verdict"]]

# %% [markdown]
# ## 5. Coming from Fairlearn?
#
# The same counts as a MetricFrame:

# %%
result.to_metric_frame(table.by[0]).by_group
