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
# # A first audit
#
# A city selects welfare recipients for a re-examination. A tool gives each person a risk score, a caseworker decides.
# Some people are drawn by lot and examined whatever their score. All data here are invented.
#
# **Questions for the group**
#
# 1. Is being selected a benefit or a burden?
# 2. For whom do we know what an examination found?
# 3. What would you want to know before you call a difference unfair?

# %%
from datetime import date

import adm_audit as adm
from adm_audit.package_data import data_folder

sample = data_folder("sample_data") / "welfare"
print((sample / "audit.yaml").read_text(encoding="utf-8")[:1600])

# %% [markdown]
# The plan says what is compared and from which size on a gap needs attention. That level was chosen *before* anybody saw a
# result, with a date and a reason. Why does that matter?

# %%
result = adm.run_plan(sample / "audit.yaml", audited_on=date(2026, 11, 22))
print(result)

# %% [markdown]
# ## Who is selected more often?
#
# Each group is compared with everyone else. Read a row from left to right: how many of how many, the rate, the
# difference with its interval, the verdict.

# %%
gap = result["selection_gap"].table
gap[["group", "cases", "total", "rate", "other_rate", "difference", "difference_low", "difference_high", "verdict"]]

# %% [markdown]
# **Exercise.** Pick a group with the verdict *cannot tell*. How large a difference is still possible? Is that the same
# as "no difference"?

# %%
gap.loc[gap["verdict"] == "cannot_tell", ["group", "total", "difference_low", "difference_high"]]

# %% [markdown]
# ## Wrongly selected
#
# Outcomes are known only for people who were examined. So nobody can say which share of *all* people with nothing wrong
# was selected. What can be said: how many people of each group were selected wrongly, per 100 people of that group.

# %%
wrong = result["false_flag_gap"].table
wrong[["part", "group", "cases", "total", "rate", "other_rate", "difference", "verdict"]]

# %% [markdown]
# ## What could not be looked at
#
# A number that does not exist is not zero. It is listed, with the reason.

# %%
for signal in result.data.signals:
    if signal.not_looked_at is not None:
        print(signal.name, "-", signal.not_looked_at.code)

# %% [markdown]
# ## The numbers answer back
#
# The city answered some questions of the checklists. Where the data contradict an answer, the report prints both.

# %%
for checklist in result.data.checklists:
    for question in checklist.questions:
        if question.agreement == "disagrees":
            print(question.id, question.text, "->", question.answer["answer"], "(the data disagree)")

# %% [markdown]
# ## The report

# %%
html = result.to_html()
print(f"{len(html) / 1000:.0f} kB in one file")

# %%
result
