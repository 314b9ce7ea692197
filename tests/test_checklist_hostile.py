"""Whatever stands in a file: it is read, or refused with a ChecklistError, and never anything else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adm_audit.checklist import load_checklists
from adm_audit.checklist.answers import read_answers
from adm_audit.checklist.parse_checklist import QUESTION_KEYS, read_checklist, read_triggers
from adm_audit.checklist.parse_conditions import Names, read_condition
from adm_audit.checklist.read import Reader
from adm_audit.errors import ChecklistError, Place
from adm_audit.pairing.conditions import evaluate
from adm_audit.text.problems import render, sentence
from adm_audit.yaml_source import load_yaml

LIBRARY = load_checklists()
NAMES = Names(vocabulary=LIBRARY.vocabulary, signals=LIBRARY.signals, sets=LIBRARY.signal_sets, profile=LIBRARY.profile)
WORDS = [
    *QUESTION_KEYS, "answers", "profile", "handling", "adm_audit_answers", "status", "cause", "remedy", "record",
    "justification", "signal", "verdict", "all", "any", "not", "predicate", "plan", "is", "same", "results", "where",
    "earlier", "ground", "part", "A-DAT-03", "A-PUR-02", "P-01", "P-02", "P-05", "P-09", "stages", "questions",
    "triggers", "condition", "raises", "format", "code", "title", "when", "ask",
]  # fmt: skip
VALUES = [
    "yes", "no", "shown", "selection_gap", "any_gap", "cannot_tell", "burden", "cause_missing", "audit_is_final",
    "outcome", "missing", "P-07", "bought", "group", "at_least_two", "hr", "", "\x1b[31m", "{fact}", "%s",
]  # fmt: skip
SCALARS = st.one_of(
    st.sampled_from(VALUES),
    st.text(max_size=8),
    st.booleans(),
    st.none(),
    st.integers(-2, 2**70),
    st.floats(allow_nan=True),
    st.just(date(2026, 1, 1)),
)
TREES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(WORDS) | st.text(min_size=1, max_size=5), inner, max_size=5)
    ),
    max_leaves=25,
)
DOCUMENTS = st.dictionaries(st.sampled_from(WORDS), TREES, max_size=8)


@dataclass(frozen=True)
class Tree:
    data: object

    def place(self, path, on="value"):
        return Place("x.yaml", 1, 1)


@given(DOCUMENTS)
@settings(max_examples=50)
def test_answers_are_read_or_refused_in_sentences(document):
    try:
        read_answers(Tree({"adm_audit_answers": 1, **document}), LIBRARY)
    except ChecklistError as error:
        assert render(error)


@given(DOCUMENTS)
@settings(max_examples=50)
def test_a_checklist_is_read_or_refused_in_sentences(document):
    reader = Reader(Tree(document))
    read_checklist(reader.root(), NAMES, LIBRARY.sources, LIBRARY.retired, {})
    read_triggers(reader.root(), NAMES, {})
    for problem in reader.problems:
        assert sentence(problem)


@given(DOCUMENTS)
@settings(max_examples=50)
def test_a_condition_that_is_read_without_a_problem_can_be_judged(document):
    from pairing_cases import Draft

    reader = Reader(Tree(document))
    condition = read_condition(reader.root(), NAMES)
    if not reader.problems:
        assert condition is not None
        assert evaluate(condition, Draft().case()).value in (True, False, None)


@pytest.mark.parametrize("link", ["javascript:alert(1)", "  JavaScript:x", "data:text/html,x", "vbscript:x"])
def test_a_link_that_runs_something_is_refused(link):
    text = f'adm_audit_answers: 1\nanswers: {{A-DAT-03: {{answer: yes, version: 1, evidence: [{{what: x, link: "{link}"}}]}}}}'
    with pytest.raises(ChecklistError):
        read_answers(load_yaml(text, error=ChecklistError), LIBRARY)


@pytest.mark.parametrize(
    "link", ["https://x.example/a?b=c:d", "notes/2026.pdf", "C:\\files\\a.pdf", "mailto:a@x.example"]
)
def test_addresses_and_paths_are_links(link):
    text = f"adm_audit_answers: 1\nanswers: {{A-DAT-03: {{answer: yes, version: 1, evidence: [{{what: x, link: '{link}'}}]}}}}"
    assert read_answers(load_yaml(text, error=ChecklistError), LIBRARY).answers["A-DAT-03"].evidence[0].link == link
