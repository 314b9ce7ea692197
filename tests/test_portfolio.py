"""Several services side by side: the same group worse off in two of them opens the systemic checklist."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from adm_audit.checklist.load import standard_library
from adm_audit.cli.portfolio import portfolio as command
from adm_audit.cli.same_groups import read_same_groups
from adm_audit.errors import CallError
from adm_audit.pairing.portfolio import Service, portfolio
from adm_audit.report.portfolio import to_html, to_json, to_text
from adm_audit.result import to_json as result_json
from adm_audit.text.problems import render
from pairing_cases import finding, result

LIBRARY = standard_library()
STATES = ("worse", "better", "open", "cannot_tell", "ruled_out", "below_attention")


def service(title, states, *, column="origin", ground="ethnic_origin", signal="selection_gap", label=None):
    """Return a service with one finding for each group: its value to its state."""
    found = []
    for value, state in states.items():
        verdict = "shown" if state in ("worse", "better", "open") else state
        worse = {"worse": True, "better": False}.get(state)
        rate = None if state == "open" else "higher"
        more = {"group": {column: value}, "size": 0.1, "worse_off": worse, "group_rate": rate}
        found.append(finding(signal, verdict=verdict, **more))
    protected = {"column": column} | ({"ground": ground} if ground else {}) | ({"label": label} if label else {})
    plan = {"title": title, "protected": [protected]}
    return Service(path=f"{title}/result.json", result=result({signal: found}, plan, "2026-06-01"))


def put(services, **more):
    return portfolio(services, LIBRARY, **more)


def test_the_same_group_worse_off_in_two_services_opens_the_systemic_checklist():
    found = put([service("A", {"B": "worse"}), service("B", {"B": "worse"}, signal="time_gap")])
    assert found.systemic == "fired"
    assert [row.group for row in found.repeated] == [(("ethnic_origin", "B"),)]
    assert found.questions == LIBRARY.triggers["T-31"].raises
    assert all(name.startswith("S-") for name in found.questions)


@pytest.mark.parametrize("second", ["better", "ruled_out", "below_attention"])
def test_one_service_alone_is_no_system(second):
    found = put([service("A", {"B": "worse"}), service("B", {"B": second})])
    assert (found.systemic, found.questions, found.repeated) == ("silent", (), ())


@pytest.mark.parametrize("second", ["cannot_tell", "open"])
def test_a_gap_that_is_open_hides_nothing(second):
    assert put([service("A", {"B": "worse"}), service("B", {"B": second})]).systemic == "unknown"


def test_two_different_groups_are_no_system():
    found = put([service("A", {"B": "worse", "C": "ruled_out"}), service("B", {"B": "ruled_out", "C": "worse"})])
    assert found.systemic == "silent"


def test_groups_meet_by_ground_by_label_or_by_column():
    by_ground = [service("A", {"B": "worse"}), service("B", {"B": "worse"}, column="herkunft")]
    by_label = [
        service("A", {"B": "worse"}, ground=None, label="Origin"),
        service("B", {"B": "worse"}, ground=None, label="Origin", column="herkunft"),
    ]
    apart = [service("A", {"B": "worse"}, ground=None), service("B", {"B": "worse"}, ground=None, column="herkunft")]
    assert put(by_ground).systemic == put(by_label).systemic == "fired"
    assert put(apart).systemic != "fired"


def test_names_that_differ_are_one_group_only_where_somebody_says_so(tmp_path):
    services = [service("A", {"non-EU": "worse"}), service("B", {"born abroad": "worse"})]
    assert put(services).repeated == ()
    path = tmp_path / "same.yaml"
    path.write_text(
        "groups: [{attribute: ethnic_origin, name: foreign, values: [non-EU, born abroad]}]", encoding="utf-8"
    )
    found = put(services, same_as=read_same_groups(path))
    assert found.systemic == "fired"
    assert [row.group for row in found.repeated] == [(("ethnic_origin", "foreign"),)]


def test_one_name_for_two_groups_is_refused(tmp_path):
    path = tmp_path / "same.yaml"
    path.write_text(
        "groups:\n- {attribute: sex, name: women, values: [F]}\n- {attribute: sex, name: men, values: [F]}\n",
        encoding="utf-8",
    )
    with pytest.raises(CallError) as caught:
        read_same_groups(path)
    assert "same.yaml:3:" in render(caught.value)


@settings(max_examples=50)
@given(st.lists(st.dictionaries(st.sampled_from("BCD"), st.sampled_from(STATES), min_size=1), min_size=2, max_size=4))
def test_the_matrix_and_the_trigger_say_the_same(cities):
    found = put([service(f"S{at}", states) for at, states in enumerate(cities)])
    groups = {value for states in cities for value in states}
    repeated = {value for value in groups if sum(states.get(value) == "worse" for states in cities) >= 2}
    assert {dict(row.group)["ethnic_origin"] for row in found.repeated} == repeated
    assert (found.systemic == "fired") == bool(repeated)
    for row in found.rows:
        value = dict(row.group)["ethnic_origin"]
        assert [cell.state == "not_looked_at" for cell in row.cells] == [value not in states for states in cities]


def test_fewer_than_two_services_or_the_same_twice_is_refused():
    with pytest.raises(CallError) as one:
        put([service("A", {"B": "worse"})])
    assert one.value.problems[0].code == "portfolio_needs_two"
    with pytest.raises(CallError) as twice:
        put([service("A", {"B": "worse"}), service("A", {"B": "worse"})])
    assert "A/result.json" in render(twice.value)


def test_the_page_adds_nothing_up_and_needs_no_network():
    found = put([service("A", {"<script>x</script>": "worse"}), service("B", {"<script>x</script>": "worse"})])
    page = to_html(found, LIBRARY, language="en", links=["../A/report.html", ""], written_on="2026-11-24")
    assert "<script" not in page
    assert not re.search(r'(?:src|href)="(?:https?:)?//', page)
    assert "worse off" in page
    assert "S-CON-01" in page
    assert page.count('href="../A/report.html#f-') == 1
    assert not re.search(
        r"\b(total|score|rank(?:ing)?|average)\b", re.sub(r"<style>.*?</style>", "", page, flags=re.S), re.I
    )


def test_terminal_and_json_say_the_same_as_the_page():
    found = put([service("A", {"B": "worse", "C": "ruled_out"}), service("B", {"B": "worse", "C": "cannot_tell"})])
    text = to_text(found, LIBRARY, language="en")
    assert re.search(r"B\s+worse off\s+worse off", text)
    assert re.search(r"C\s+ruled out\s+cannot tell", text)
    data = json.loads(to_json(found))
    assert [group["worse_off_in_several"] for group in data["groups"]] == [True, False]
    assert data["trigger"]["state"] == "fired"
    assert data["groups"][0]["services"][0]["findings"] == ["selection_gap/origin=B"]


def test_the_command_writes_page_and_json_and_names_every_bad_file(tmp_path):
    paths = []
    for name in ("A", "B"):
        (tmp_path / name).mkdir()
        path = tmp_path / name / "result.json"
        path.write_bytes(result_json(service(name, {"B": "worse"}).result))
        (tmp_path / name / "report.html").write_text("x", encoding="utf-8")
        paths.append(str(path))
    call = [*paths, "-o", str(tmp_path / "out"), "--date", "2026-11-24"]
    done = CliRunner().invoke(command, call)
    assert done.exit_code == 0, done.output
    page = (tmp_path / "out" / "portfolio.html").read_text(encoding="utf-8")
    assert 'href="../A/report.html"' in page
    assert CliRunner().invoke(command, call).exit_code == 0
    assert (tmp_path / "out" / "portfolio.html").read_text(encoding="utf-8") == page
    (tmp_path / "no.json").write_text("{}", encoding="utf-8")
    text = (tmp_path / "A" / "result.json").read_text(encoding="utf-8")
    (tmp_path / "later.json").write_text(text.replace("adm-audit/result/1", "adm-audit/result/2"), encoding="utf-8")
    (tmp_path / "torn.json").write_text(text.replace('"seed": 1', '"seed": "x"'), encoding="utf-8")
    bad = [str(tmp_path / name) for name in ("gone.json", "no.json", "later.json", "torn.json")]
    wrong = CliRunner().invoke(command, [paths[0], *bad])
    assert isinstance(wrong.exception, CallError)
    codes = [problem.code for problem in wrong.exception.problems]
    assert codes == ["result_not_readable", "result_not_a_result", "result_other_version", "result_damaged"]


def test_samples_side_by_side_with_the_names_of_their_groups_matched():
    from adm_audit.api import run_plan

    samples = Path(__file__).resolve().parents[1] / "sample_data"
    services = [
        Service(path=name, result=run_plan(samples / name / "audit.yaml", audited_on=date(2026, 11, 24)).data)
        for name in ("welfare", "recruitment")
    ]
    same = {("ethnic_origin", "non-EU"): "foreign", ("ethnic_origin", "Hors UE"): "foreign"}
    found = put(services, same_as=same)
    assert (("ethnic_origin", "foreign"),) in [row.group for row in found.repeated]
    assert found.systemic == "fired"
    assert put([replace(services[0], path="w"), services[1]]).repeated == ()
