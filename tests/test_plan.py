"""The plan: everything that the format allows is read, everything else is a problem with its place."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from adm_audit.errors import PlanError
from adm_audit.package_data import data_folder
from adm_audit.plan import names
from adm_audit.plan.examples import EXAMPLES, example
from adm_audit.plan.load import as_data, load_plan, plan_from_keywords, plan_from_text, plan_to_yaml
from adm_audit.plan.model import AuditPlan
from adm_audit.plan.schema import plan_page, plan_schema, schema_text
from adm_audit.plan.wrong import blocks_in, keys_of
from adm_audit.text.problems import messages, render, sentence

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = sorted(data_folder("sample_data").glob("*/audit*.yaml"))

LEAST = {
    "adm_audit": "1",
    "title": "T",
    "data": "{source: a.csv}",
    "decision": '{column: d, positive: ["yes"], effect: burden}',
    "protected": "[sex, origin]",
}

WHOLE = """
adm_audit: 1
title: Selection for welfare re-examination, 2024
organisation: City of Sampletown
language: en
data:
  source: decisions.csv
  csv: {encoding: cp1252, separator: ";", decimal: ",", dates: day-first, skip: 2}
  missing: ["", "unbekannt"]
  sheet: Tabelle1
  weight: w
  cluster: household_id
decision: {column: selected, positive: ["yes"], negative: [no, withdrawn], effect: burden}
outcome: {column: irregularity, positive: ["yes"], known_for: sample, recorded_by: officer, second: again}
score: {column: risk_score, range: [0, 1], higher: selected, means: probability, cut_off: 0.7}
recommendation: {column: model_flag, positive: [1], negative: [0], reason_column: reason}
route: {column: route, random: ["random"], drawn_from: everyone}
stages: [applied, flagged, visited, refused]
protected:
  - {column: sex, reference: M, ground: sex, label: Sex}
  - {column: age, bands: [18, 30, 45, 65], compare: best_off}
  - origin
intersections: [[sex, origin], [sex, age, origin]]
strata:
  - {column: household, reason: "Larger households have other rules (by-law 12)"}
  - {columns: [household, district], reason: "Both"}
  - {column: income, bands: [1000.5, 2000], reason: "Means test"}
inputs: [postcode, {column: income, reason: "Means test", ground: socio_economic, kind: measured, from: Tax}]
period: {column: decided_on, by: quarter}
times: [{from: applied_on, to: decided_on, within: 30}]
amounts: [granted_euros, {column: hours, label: Hours of help}]
ranking: {column: place, top: [100, 500], ascending: false}
population: {source: population.csv, count: n, csv: {separator: ";"}, who: entitled}
baseline: {source: before_the_tool.csv}
complaints: {source: complaints.csv, result: result, won: upheld, lost: [rejected]}
access: {columns: [channel, language], left: withdrawn}
earlier: 2023/result.json
search: {depth: 2, smallest: 100}
primary: [selection_gap, false_flag_gap/among_people_in_order]
attention:
  difference: 0.05
  ratio: 0.8
  chosen_on: 2026-10-01
  reason: "Set by the equality board"
  levels: {proxy_strength: 0.3, time_gap: 14, selection_gap/amount: 50}
  level_notes: {time_gap: {unit: days, chosen_on: 2026-10-02, reason: "Service charter"}}
disclosure: {minimum_cell: 10, round_to: 5}
checklists: [ai-local-services, systemic-discrimination]
answers: answers.yaml
model_version: {column: model_version}
partner_data: {source: partner.csv}
not_received: ["The score behind each alert"]
confidence: 0.9
seed: 7
"""

COUNTS = """
adm_audit: 1
title: T
data:
  source: counts.csv
  count: n
  totals: ["Total", "Zusammen"]
  rounded_to: 10
  withheld_below: 10
  withheld_as: ["", "x", 0]
  zeros_printed: true
decision: {stage: selected, effect: burden}
stages: {column: step, order: [eligible, selected], counts: reached}
manual_stages: [selected]
protected: [sex]
baseline: {column: decided_by, before: person}
"""


def text_of(**changes: str | None) -> str:
    """Return the least plan with some keys changed (None: taken out)."""
    return "".join(f"{key}: {value}\n" for key, value in {**LEAST, **changes}.items() if value is not None)


def codes(text: str) -> list[str]:
    """Return the codes of all problems of a plan's text; every one must have a sentence and a line."""
    try:
        plan_from_text(text)
    except PlanError as error:
        for problem in error.problems:
            assert sentence(problem).startswith("audit.yaml:"), sentence(problem)
        return [problem.code for problem in error.problems]
    return []


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_sample_plans_load_and_come_back(path: Path) -> None:
    loaded = load_plan(path)
    again = plan_from_text(plan_to_yaml(loaded.plan))
    assert again.plan == loaded.plan
    assert len(loaded.sha256) == 64


@pytest.mark.parametrize("text", [WHOLE, COUNTS])
def test_every_key_of_the_format_is_read(text: str) -> None:
    plan = plan_from_text(text).plan
    assert plan_from_text(plan_to_yaml(plan)).plan == plan
    assert json.loads(json.dumps(as_data(plan))) == as_data(plan)


def test_the_two_plans_name_every_top_level_key() -> None:
    named = {key for text in (WHOLE, COUNTS) for key in YAML(typ="safe").load(text)}
    assert named == set(keys_of(AuditPlan))


def test_what_a_plan_holds() -> None:
    plan = plan_from_text(WHOLE).plan
    assert plan.decision.positive == ("yes",)
    assert plan.decision.negative == ("no", "withdrawn")
    assert [item.column for item in plan.protected] == ["sex", "age", "origin"]
    assert plan.protected[1].bands == (18, 30, 45, 65)
    assert [stratum.columns for stratum in plan.strata] == [
        ("household",),
        ("household", "district"),
        ("income",),
    ]
    assert plan.inputs[1].from_body == "Tax"
    assert plan.attention is not None
    assert plan.attention.levels["proxy_strength"] == 0.3
    assert (plan.times[0].start, plan.times[0].end) == ("applied_on", "decided_on")
    counts = plan_from_text(COUNTS).plan
    assert counts.data.withheld_as == ("", "x", 0)
    assert counts.decision.column is None
    assert counts.baseline is not None
    assert counts.baseline.before == ("person",)


def test_plans_cannot_be_changed() -> None:
    plan = plan_from_text(text_of()).plan
    with pytest.raises(ValueError, match="frozen"):
        plan.title = "x"  # type: ignore[misc]


def test_unquoted_yes_and_no_are_text() -> None:
    plan = plan_from_text(text_of(decision="{column: d, positive: yes, negative: [NO, off], effect: burden}")).plan
    assert plan.decision.positive == ("yes",)
    assert plan.decision.negative == ("NO", "off")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"adm_audit": "2"}, ["plan_version"]),
        ({"title": None}, ["plan_key_missing"]),
        ({"title": '""'}, ["plan_empty"]),
        ({"title": "2024"}, ["plan_text_needs_quotes"]),
        ({"title": ""}, ["plan_key_no_value"]),
        ({"title": "FILL IN"}, ["plan_fill_in"]),
        ({"title": "[a]"}, ["plan_not_text"]),
        ({"language": "xx"}, ["plan_language"]),
        ({"organization": "x"}, ["plan_key_misspelt"]),
        ({"effect": "burden"}, ["plan_key_elsewhere"]),
        ({"zzzzzz": "1"}, ["plan_key_unknown"]),
        ({"data": "a.csv"}, ["plan_not_block"]),
        ({"data": "{source: a, csv: {encoding: base64}}"}, ["plan_encoding"]),
        ({"data": "{source: a, csv: {encoding: utf8x}}"}, ["plan_encoding"]),
        ({"data": "{source: a, csv: {separator: tab}}"}, ["plan_separator"]),
        ({"data": "{source: a, csv: {separator: a}}"}, ["plan_separator"]),
        ({"data": '{source: a, csv: {separator: ",", decimal: ","}}'}, ["plan_separator_is_decimal"]),
        ({"data": "{source: a, csv: {skip: -1}}"}, ["plan_too_small"]),
        ({"data": "{source: a, csv: {skip: 1.5}}"}, ["plan_not_whole_number"]),
        ({"data": "{source: a, csv: {skip: true}}"}, ["plan_not_whole_number"]),
        ({"data": "{source: a, csv: {dates: dayfirst}}"}, ["plan_not_allowed"]),
        ({"data": "{source: a, zeros_printed: 1}"}, ["plan_not_true_false"]),
        ({"data": "{source: a, missing: [[x]]}"}, ["plan_not_value"]),
        ({"data": "{source: a, rounded_to: 10, totals: [x]}"}, ["plan_needs_count"] * 2),
        ({"data": "{source: a, count: n, weight: w}"}, ["plan_count_and"]),
        ({"data": "{source: a, count: n, withheld_as: x}"}, ["plan_needs_withheld_below"]),
        ({"decision": "{positive: [1], effect: burden}"}, ["plan_no_decision_column"]),
        ({"decision": "{column: d, effect: burden}"}, ["plan_no_positive"]),
        ({"decision": "{column: d, positive: [], effect: burden}"}, ["plan_empty"]),
        ({"decision": "{column: d, positive: [1], effect: harm}"}, ["plan_not_allowed"]),
        ({"decision": "{column: d, positive: [01], effect: burden}"}, ["plan_code_like"]),
        ({"decision": "{column: d, positive: [1], negative: [true], effect: burden}"}, ["plan_in_two_lists"]),
        ({"decision": "{column: d, positive: [a], negative: [b], order: [b, a], effect: burden}"},
         ["plan_negative_and_order"]),
        ({"decision": "{column: d, positive: [a], order: [b, A], effect: burden}"},
         ["plan_positive_not_in_order"]),
        ({"decision": "{column: d, stage: s, positive: 1, effect: burden}"}, ["plan_column_and_stage"]),
        ({"decision": "{stage: s, effect: burden}"}, ["plan_stage_without_stages"]),
        ({"decision": "{stage: s, effect: burden}", "stages": "{column: c, order: [t, u]}"},
         ["plan_stage_unknown"]),
        ({"outcome": "{column: d, positive: 1, known_for: selected}"}, ["plan_same_column"]),
        ({"outcome": "{column: o, positive: 1, known_for: sample}"}, ["plan_sample_without_route"]),
        ({"outcome": "{column: o, positive: 1}"}, ["plan_key_missing"]),
        ({"score": "{column: s, range: [1, 0]}"}, ["plan_range_order"]),
        ({"score": "{column: s, range: [0]}"}, ["plan_two_numbers"]),
        ({"score": "{column: s, range: [0, 1, 2]}"}, ["plan_two_numbers"]),
        ({"score": "{column: s, range: [0, 10], means: probability}"}, ["plan_probability_range"]),
        ({"score": "{column: s, range: [0, 1], cut_off: 7}"}, ["plan_cut_off"]),
        ({"score": '{column: s, cut_off: "0,7"}'}, ["plan_not_number"]),
        ({"route": "{column: r, random: [], drawn_from: everyone}"}, ["plan_empty"]),
        ({"route": "{column: r, random: x}"}, ["plan_key_missing"]),
        ({"stages": "3"}, ["plan_not_stages"]),
        ({"stages": "[a]"}, ["plan_one_stage"]),
        ({"stages": "[a, b, a]"}, ["plan_twice"]),
        ({"stages": "{column: a}"}, ["plan_key_missing"]),
        ({"protected": "[]"}, ["plan_empty"]),
        ({"protected": "sex"}, ["plan_not_list"]),
        ({"protected": "[sex, {column: sex}]"}, ["plan_twice"]),
        ({"protected": "[{column: sex, reference: M, compare: every_pair}]"}, ["plan_reference_and_compare"]),
        ({"protected": "[{column: age, bands: [30, 18]}]"}, ["plan_bands_order"]),
        ({"protected": "[{column: age, bands: [18, 18]}]"}, ["plan_bands_order"]),
        ({"protected": "[{column: age, bands: [x]}]"}, ["plan_not_number"]),
        ({"protected": "[{column: age, bands: [.inf]}]"}, ["plan_not_number"]),
        ({"protected": "[d]"}, ["plan_protected_is_result"]),
        ({"protected": "[{column: sex, ground: gender}]"}, ["plan_not_allowed"]),
        ({"intersections": "1"}, ["plan_intersections_number"]),
        ({"intersections": "3"}, ["plan_intersections_too_many"]),
        ({"intersections": "x"}, ["plan_not_number_or_list"]),
        ({"intersections": "true"}, ["plan_not_number_or_list"]),
        ({"intersections": "[[sex]]"}, ["plan_intersection_of_one"]),
        ({"intersections": "[[sex, sex]]"}, ["plan_twice"]),
        ({"intersections": "[[sex, orgin]]"}, ["plan_not_protected"]),
        ({"intersections": "[sex]"}, ["plan_not_list"]),
        ({"strata": "[{column: h}]"}, ["plan_key_missing"]),
        ({"strata": "[{reason: x}]"}, ["plan_key_missing"]),
        ({"strata": '[{column: h, reason: ""}]'}, ["plan_empty"]),
        ({"strata": "[h]"}, ["plan_not_block"]),
        ({"strata": "[{column: d, reason: x}]"}, ["plan_stratum_is_decision"]),
        ({"strata": "[{columns: [a, a], reason: x}]"}, ["plan_twice"]),
        ({"strata": "[{column: a, columns: [a], reason: x}]"}, ["plan_column_and_columns"]),
        ({"strata": "[{column: a, reason: x}, {columns: [a], reason: y}]"}, ["plan_twice"]),
        ({"inputs": "[a, a]"}, ["plan_twice"]),
        ({"inputs": "[{column: a, kind: guess}]"}, ["plan_not_allowed"]),
        ({"period": "{column: a, by: day}"}, ["plan_not_allowed"]),
        ({"times": "[{from: a, to: a}]"}, ["plan_times_same"]),
        ({"times": "[{from: a, to: b, within: 0}]"}, ["plan_not_above"]),
        ({"baseline": "{}"}, ["plan_baseline_one_of"]),
        ({"baseline": "{source: a, column: b, before: c}"}, ["plan_baseline_one_of"]),
        ({"baseline": "{column: a}"}, ["plan_baseline_before"]),
        ({"search": "{depth: 9}"}, ["plan_too_large"]),
        ({"primary": "[selection-gap]"}, ["plan_signal_misspelt"]),
        ({"primary": "[x]"}, ["plan_signal_unknown"]),
        ({"primary": "[selection_gap, selection_gap]"}, ["plan_twice"]),
        ({"attention": "{chosen_on: 2026-10-01, reason: x}"}, ["plan_attention_empty"]),
        ({"attention": "{difference: 5, chosen_on: 2026-10-01, reason: x}"}, ["plan_points_as_share"]),
        ({"attention": "{ratio: 1.25, chosen_on: 2026-10-01, reason: x}"}, ["plan_not_below"]),
        ({"attention": "{ratio: 0, chosen_on: 2026-10-01, reason: x}"}, ["plan_not_above"]),
        ({"attention": '{ratio: 0.8, chosen_on: "2026-10-01", reason: x}'}, []),
        ({"attention": '{ratio: 0.8, chosen_on: "1 October 2026", reason: x}'}, ["plan_not_date"]),
        ({"attention": "{ratio: 0.8, reason: x}"}, ["plan_key_missing"]),
        ({"attention": "{ratio: 0.8, chosen_on: 2026-10-01}"}, ["plan_key_missing"]),
        ({"attention": "{chosen_on: 2026-10-01, reason: x, levels: {selection_gap: 1}}"},
         ["plan_level_not_own"]),
        ({"attention": "{chosen_on: 2026-10-01, reason: x, levels: {proxy: 1}}"}, ["plan_level_unknown"]),
        ({"attention": "{ratio: .8, chosen_on: 2026-10-01, reason: x, level_notes: {time_gap: {}}}"},
         ["plan_note_without_level"]),
        ({"disclosure": "{round_to: 0}"}, ["plan_too_small"]),
        ({"checklists": "[a, a]"}, ["plan_twice"]),
        ({"confidence": "95"}, ["plan_not_below"]),
        ({"confidence": "0.5"}, ["plan_not_above"]),
        ({"seed": "-1"}, ["plan_too_small"]),
        ({"seed": "1E3"}, ["plan_code_like"]),
        ({"seed": "1.0"}, ["plan_not_whole_number"]),
    ],
)  # fmt: skip
def test_each_problem_has_its_code(changes: dict[str, str], expected: list[str]) -> None:
    assert codes(text_of(**changes)) == expected


@pytest.mark.parametrize("text", ["", "- a", "x", "1"])
def test_other_files_are_no_plan(text: str) -> None:
    assert codes(text) == ["plan_not_a_plan"]


def test_all_problems_at_once_each_at_its_line_in_order() -> None:
    text = """
adm-audit: 1
titel: T
data:
  source: a.csv
  mising: [""]
decision: {column: d, positive: [01], negative: [1.0], effect: harm}
protected:
  - {column: sex, refrence: M}
  - {column: age, bands: [30, 18]}
confidence: 95
"""
    with pytest.raises(PlanError) as caught:
        plan_from_text(text)
    found = [(str(problem.place), problem.code, problem.nearest) for problem in caught.value.problems]
    assert found == [
        ("audit.yaml:2:1", "plan_key_misspelt", "adm_audit"),
        ("audit.yaml:3:1", "plan_key_misspelt", "title"),
        ("audit.yaml:6:3", "plan_key_misspelt", "missing"),
        ("audit.yaml:7:34", "plan_code_like", None),
        ("audit.yaml:7:50", "plan_in_two_lists", None),
        ("audit.yaml:7:64", "plan_not_allowed", None),
        ("audit.yaml:9:19", "plan_key_misspelt", "reference"),
        ("audit.yaml:10:31", "plan_bands_order", None),
        ("audit.yaml:11:13", "plan_not_below", None),
    ]


def test_a_code_is_explained() -> None:
    with pytest.raises(PlanError) as caught:
        plan_from_text(text_of(decision="{column: d, positive: [01], effect: burden}"))
    assert render(caught.value) == (
        "audit.yaml:4:34: 01 is read as the number 1. "
        'If it is a code, write it in quotes: "01". If it is a number, write 1.'
    )


def test_broken_yaml_hides_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "audit.yaml"
    path.write_text("a: 1\na: 2\nb: [\n")
    with pytest.raises(PlanError) as caught:
        load_plan(path, shown_as="audit.yaml")
    assert [problem.code for problem in caught.value.problems] == ["yaml_duplicate_key", "yaml_bracket_open"]


KEYS = st.sampled_from([*keys_of(AuditPlan), "column", "columns", "positive", "x", "source", "bands", "from", ""])
PLAIN = st.none() | st.booleans() | st.integers(-9, 99) | st.floats() | st.text(max_size=4) | st.dates() | KEYS
JUNK = st.recursive(PLAIN, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4))


@settings(max_examples=50, deadline=None)
@given(st.dictionaries(KEYS, JUNK, max_size=8))
def test_no_junk_ends_in_anything_but_problems(junk: dict[str, Any]) -> None:
    whole = {"adm_audit": 1, "title": "T", "data": {"source": "a"}, "protected": ["sex"]}
    for data in (junk, {**whole, **junk}):
        with pytest.raises(PlanError) as caught:
            plan_from_keywords(**{"zz": 1, **{key: value for key, value in data.items() if key not in ("", "from")}})
        assert all(sentence(problem) for problem in caught.value.problems)


@settings(max_examples=50, deadline=None)
@given(st.sampled_from(keys_of(AuditPlan)), JUNK)
def test_a_whole_plan_with_one_part_of_junk(key: str, junk: Any) -> None:
    data = YAML(typ="safe").load(WHOLE)
    data[key] = junk
    from adm_audit.errors import Place
    from adm_audit.plan.read import read_plan

    try:
        plan = read_plan(data, lambda path, on: Place("f", 1, 1))
    except PlanError as error:
        assert all(sentence(problem) for problem in error.problems)
    else:
        assert plan_from_text(plan_to_yaml(plan)).plan == plan


def test_keywords_give_the_plan_of_a_file() -> None:
    text = text_of(
        title="Audit",
        data="{source: frame, missing: [a, b], weight: w}",
        protected="[{column: sex, reference: M}, {column: age, bands: [18, 30]}]",
        outcome="{column: o, positive: [1], known_for: everyone}",
        strata="[{column: h, reason: Rules}]",
        intersections="2",
    )
    plan = plan_from_keywords(
        decision="d",
        positive="yes",
        effect="burden",
        protected=("sex", "age"),
        reference={"sex": "M"},
        bands={"age": [18, 30]},
        outcome="o",
        outcome_positive=1,
        known_for="everyone",
        strata={"h": "Rules"},
        missing={"b", "a"},
        weight="w",
        intersections=2,
        score=None,
    )
    assert plan == plan_from_text(text).plan


def test_keywords_take_numpy_and_pandas_values() -> None:
    import numpy as np
    import pandas as pd

    plan = plan_from_keywords(
        decision="d",
        positive=np.int64(1),
        negative=np.array([0, 2]),
        effect="burden",
        protected=pd.Index(["age"]),
        bands=np.array([18.0, 30.0]),
        confidence=np.float64(0.9),
    )
    assert plan.decision.negative == (0, 2)
    assert plan.protected[0].bands == (18, 30)


def test_keywords_have_the_same_problems_without_lines() -> None:
    with pytest.raises(PlanError) as caught:
        plan_from_keywords(decision="d", positive=[None], effect="harm", protected=[object()], atention=1, weights="w")
    found = [(problem.code, problem.place.key, problem.nearest) for problem in caught.value.problems if problem.place]
    assert found == [
        ("plan_key_misspelt", "atention", "attention"),
        ("plan_key_misspelt", "weights", "weight"),
        ("plan_not_allowed", "decision.effect", None),
        ("plan_not_block", "protected[0]", None),
        ("plan_empty", "decision.positive", None),
    ]
    assert "0x" not in render(caught.value), "no addresses in messages"
    with pytest.raises(PlanError) as caught:
        plan_from_keywords(decision="d", positive=1, effect="burden", reference="M")
    assert [problem.code for problem in caught.value.problems] == ["plan_key_missing"]


def test_signals_parts_and_grounds_are_those_of_the_checklists() -> None:
    yaml = YAML(typ="safe")
    signals = yaml.load((data_folder("checklists") / "signals.yaml").read_text(encoding="utf-8"))["signals"]
    listed = {signal["id"]: tuple(part["id"] for part in signal.get("parts", ())) for signal in signals}
    assert listed == names.SIGNALS
    assert {signal["id"] for signal in signals if "own_level" in signal} <= set(names.OWN_LEVELS)
    vocabulary = yaml.load((data_folder("checklists") / "vocabulary.yaml").read_text(encoding="utf-8"))
    assert [ground["id"] for ground in vocabulary["grounds"]] == list(names.Ground.__args__)


def _codes_in(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    texts = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    return {text for text in texts if re.fullmatch(r"(plan|yaml)_[a-z0-9_]+", text)}


def test_every_code_has_a_sentence_and_every_sentence_a_code() -> None:
    source = ROOT / "src" / "adm_audit"
    used = set().union(*map(_codes_in, [*(source / "plan").glob("*.py"), source / "yaml_source.py"]))
    used -= {"plan_schema", "plan_from_text", "plan_from_keywords", "plan_to_yaml"}
    told = {code for code in messages() if code.startswith(("plan_", "yaml_"))} - {"plan_exists"}
    assert used == told


def _keys_with_examples(block: type, path: tuple[str, ...] = ()) -> set[str]:
    found: set[str] = set()
    for name, field in block.model_fields.items():  # type: ignore[attr-defined]
        where = (*path, field.alias or name)
        found.add(".".join(where))
        for inner in blocks_in(field.annotation):
            found |= _keys_with_examples(inner, where)
    return found


def test_every_key_has_a_description_and_an_example() -> None:
    def look(block: Any) -> None:
        for name, field in block.model_fields.items():
            assert field.description, name
            for inner in blocks_in(field.annotation):
                look(inner)

    look(AuditPlan)
    every = _keys_with_examples(AuditPlan)
    assert not [key for key in every if example(tuple(key.split("."))).endswith(": ...")]
    assert set(EXAMPLES) <= every | {"strata.column"}


@pytest.mark.parametrize("key", [key for key in EXAMPLES if "." not in key])
def test_each_top_level_example_is_a_valid_line(key: str) -> None:
    needed = {"outcome": {}, "intersections": {}}.get(key, {})
    written = EXAMPLES[key].split(": ", 1)[1]
    assert codes(text_of(**{**needed, key: written})) == []


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_the_schema_accepts_what_the_reader_accepts(path: Path) -> None:
    schema = plan_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    data = json.loads(json.dumps(YAML(typ="safe").load(path.read_text(encoding="utf-8")), default=str))
    jsonschema.Draft202012Validator(schema).validate(data)


@pytest.mark.parametrize("text", [WHOLE, COUNTS])
def test_the_schema_accepts_every_key(text: str) -> None:
    data = json.loads(json.dumps(YAML(typ="safe").load(text), default=str))
    jsonschema.Draft202012Validator(plan_schema()).validate(data)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("adm_audit", 2), ("title", 7), ("titel", "x"), ("protected", []), ("protected", [7]),
        ("confidence", 95), ("strata", [{"column": "a"}]), ("strata", [{"reason": "a"}]),
        ("stages", 3), ("data", {}), ("outcome", None), ("attention", {"difference": 0.05}),
        ("period", {"column": "a", "by": "day"}),
    ],
)  # fmt: skip
def test_the_schema_refuses_what_the_reader_refuses(key: str, value: Any) -> None:
    data = json.loads(json.dumps(YAML(typ="safe").load(WHOLE), default=str))
    errors = list(jsonschema.Draft202012Validator(plan_schema()).iter_errors({**data, key: value}))
    assert errors
    with pytest.raises(PlanError):
        plan_from_text(json.dumps({**YAML(typ="safe").load(text_of()), key: value}, default=str))


def test_the_documentation_is_current() -> None:
    update = "from adm_audit.plan.schema: write plan_page() and schema_text() to docs/"
    assert (ROOT / "docs" / "plan.md").read_text(encoding="utf-8") == plan_page(), update
    assert (ROOT / "docs" / "plan.schema.json").read_text(encoding="utf-8") == schema_text(), update
