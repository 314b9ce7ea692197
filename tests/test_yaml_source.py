"""YAML as data: the same values as ruamel.yaml gives, places for all of them, and hostile files refused."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from adm_audit.errors import AdmAuditError, ChecklistError, Place, PlanError
from adm_audit.package_data import data_folder
from adm_audit.text.problems import sentence
from adm_audit.yaml_source import key_path, load_yaml

FILES = sorted([*data_folder("checklists").glob("*.yaml"), *data_folder("sample_data").rglob("*.yaml")])


def found(text: str) -> list[tuple[str, int | None, int | None]]:
    """Return code, line and column of each problem of a text."""
    with pytest.raises(PlanError) as caught:
        load_yaml(text, "f.yaml")
    return [
        (problem.code, problem.place.line, problem.place.column) if problem.place else (problem.code, None, None)
        for problem in caught.value.problems
    ]


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_reads_what_ruamel_reads(path: Path) -> None:
    with path.open(encoding="utf-8") as file:
        assert load_yaml(path).data == YAML(typ="safe").load(file)


# libyaml folds line breaks inside quotes and JSON does not, so these stay out; the rest must come back
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp", "Cn", "Co"]), max_size=20)
PLAIN = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS
DATA = st.recursive(PLAIN, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4))


@settings(max_examples=50)
@given(DATA)
def test_json_is_yaml(data: object) -> None:
    text = json.dumps(data, ensure_ascii=False).replace("\ufeff", "\\ufeff")
    again = json.loads(text)
    assert load_yaml(text).data == again


@settings(max_examples=50)
@given(st.text(max_size=60) | st.text("-:?{}[],&*!|>'\"%@`#\n \tab0<=.~", max_size=60))
def test_no_text_ends_in_anything_but_problems(text: str) -> None:
    try:
        load_yaml(text, "f.yaml")
    except PlanError as error:
        assert error.problems
        assert all(sentence(problem).startswith("f.yaml:") for problem in error.problems)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("yes", "yes"), ("NO", "NO"), ("on", "on"), ("true", True), ("False", False), ("~", None), ("", None),
        ("1", 1), ("-7", -7), ("+7", 7), ("0.5", 0.5), (".5", 0.5), ("1e-3", 0.001), ("0", 0),
        ("1_000", "1_000"),
        ("0x1F", "0x1F"), ("0o17", "0o17"), (".inf", ".inf"), (".nan", ".nan"), ("1e999", "1e999"),
        ("12:30", "12:30"), ("2026-10-01", dt.date(2026, 10, 1)), ("2026-13-01", "2026-13-01"),
        ("2026-10-01T10:00:00", "2026-10-01T10:00:00"), ('"2026-10-01"', "2026-10-01"), ("'true'", "true"),
        ('"1"', "1"), ("1.2.3", "1.2.3"), ("٣", "٣"),
    ],
)  # fmt: skip
def test_plain_values_follow_yaml_1_2(written: str, value: object) -> None:
    got = load_yaml(f"a: {written}\n").data["a"]
    assert got == value
    assert type(got) is type(value)


def test_codes_are_remembered() -> None:
    source = load_yaml("a: [01, '01', 1, 1E3, 0.5, 010.5, -012, 1e-3, 0, 00]\n")
    assert source.code_like == (
        (("a", 0), "01"), (("a", 3), "1E3"), (("a", 5), "010.5"), (("a", 6), "-012"), (("a", 9), "00"),
    )  # fmt: skip
    assert source.data["a"][0] == 1


def test_every_duplicate_key_is_found_with_both_lines() -> None:
    with pytest.raises(PlanError) as caught:
        load_yaml("a: 1\nb: {c: 1, c: 2}\na: 2\n'a': 3\n", "f.yaml")
    assert [(p.facts["key"], p.facts["first"], p.place) for p in caught.value.problems] == [
        ("c", 2, Place("f.yaml", 2, 11)),
        ("a", 1, Place("f.yaml", 3, 1)),
        ("a", 1, Place("f.yaml", 4, 1)),
    ]


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("a: &x 1\nb: *x\n", [("yaml_alias", 1, 4), ("yaml_alias", 2, 4)]),
        ("a: &x [*x]\n", [("yaml_alias", 1, 4), ("yaml_alias", 1, 8)]),
        ("<<: {a: 1}\n", [("yaml_merge", 1, 1)]),
        ("a: !!python/object/apply:os.system [x]\n", [("yaml_tag", 1, 4)]),
        ("a: !!str 1\n", [("yaml_tag", 1, 4)]),
        ("a: !y!x 1\n", [("yaml_tag", 1, 4)]),
        ("a: 1\n---\nb: 2\n", [("yaml_several_documents", 2, 1)]),
        ("a: 1\n...\nb\n", [("yaml_several_documents", 3, 1)]),
        ("a:\n\t- 1\n", [("yaml_tab", 2, 1)]),
        ("a: 1\n\tb: 2\n", [("yaml_tab", 2, 1)]),
        ("a: [1, {b: 2\n", [("yaml_bracket_open", 1, 8)]),
        ("a: 'x\n", [("yaml_quote_open", 1, 4)]),
        ("a: b: c\n", [("yaml_colon", 1, 5)]),
        ("a: @b\n", [("yaml_reserved_sign", 1, 4)]),
        ("a: `b`\n", [("yaml_reserved_sign", 1, 4)]),
        ("ab\nc: 1\n", [("yaml_colon", 2, 2)]),
        ("a: 1\nb\n", [("yaml_no_colon", 2, 1)]),
        ("- a\nb: 1\n", [("yaml_indent", 2, 1)]),
        ('a: "x" y\n', [("yaml_after_value", 1, 8)]),
        ('a: "\\x"\n', [("yaml_escape", 1, 7)]),
        ("? [1, 2]\n: 3\n", [("yaml_key_not_text", 1, 3)]),
        ("ab: \x00\n", [("yaml_control_character", 1, 5)]),
        ("a: 1\nb: \x1b[31m\n", [("yaml_control_character", 2, 4)]),
        ('a: "\\0"\n', [("yaml_control_character", 1, 4)]),
        ("%FOO bar\n---\na: 1\n", [("yaml_syntax", 1, 5)]),
    ],
)  # fmt: skip
def test_what_has_no_place_is_refused(text: str, problems: list[tuple[str, int, int]]) -> None:
    assert found(text) == problems


def test_billion_laughs_stays_small() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    assert {code for code, _, _ in found("\n".join(lines))} == {"yaml_alias"}


@pytest.mark.parametrize("text", ["[" * 200_000, "a: " + "{b: " * 60, "\n".join("  " * n + "a:" for n in range(99))])
def test_deep_nesting_is_refused_without_recursion(text: str) -> None:
    assert [code for code, _, _ in found(text)] == ["yaml_too_deep"]


def test_fifty_levels_are_allowed() -> None:
    assert load_yaml("[" * 50 + "]" * 50).data is not None


def test_places_count_characters_from_one() -> None:
    source = load_yaml("# é\ntitle: x\nprotected:\n  - {column: größe, bands: [1, 2]}\n", "audit.yaml")
    assert source.place(("title",)) == Place("audit.yaml", 2, 8, "title")
    assert source.place(("title",), "key") == Place("audit.yaml", 2, 1, "title")
    assert source.place(("protected", 0, "bands", 1)) == Place("audit.yaml", 4, 32, "protected[0].bands[1]")
    # a path that does not exist: the nearest block around it
    assert source.place(("protected", 0, "reference")) == Place("audit.yaml", 4, 5, "protected[0].reference")
    assert source.place(("data", "source")) == Place("audit.yaml", 2, 1, "data.source")


def test_a_byte_order_mark_and_windows_lines_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "audit.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\r\nb: x\r\n")
    source = load_yaml(path, "audit.yaml")
    assert source.data == {"a": 1, "b": "x"}
    assert source.place(("a",), "key") == Place("audit.yaml", 1, 1, "a")
    assert source.place(("b",)) == Place("audit.yaml", 2, 4, "b")


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        (b"a: 1\nb: caf\xe9\n", "yaml_not_utf8", 2),
        (b"\xff\xfea\x00:\x00", "yaml_not_utf8", 1),
        (b"a: \x00\n", "yaml_control_character", 1),
        (b"#" * 5_000_001, "yaml_too_large", None),
    ],
)
def test_files_that_are_no_text(tmp_path: Path, content: bytes, code: str, line: int | None) -> None:
    path = tmp_path / "audit.yaml"
    path.write_bytes(content)
    with pytest.raises(PlanError) as caught:
        load_yaml(path, "audit.yaml")
    assert [(problem.code, problem.place.line) for problem in caught.value.problems if problem.place] == [(code, line)]


def test_a_missing_file_names_its_neighbour(tmp_path: Path) -> None:
    (tmp_path / "audit.yaml").write_text("a: 1\n")
    with pytest.raises(PlanError) as caught:
        load_yaml(tmp_path / "audti.yaml", "audti.yaml")
    assert [(problem.code, problem.nearest) for problem in caught.value.problems] == [("yaml_not_found", "audit.yaml")]
    with pytest.raises(PlanError, match="yaml_is_folder"):
        load_yaml(tmp_path)
    with pytest.raises(PlanError, match="yaml_unreadable"):
        load_yaml(Path("a\0b"))


def test_the_class_of_the_error_is_the_callers() -> None:
    with pytest.raises(ChecklistError):
        load_yaml("a: [", error=ChecklistError)
    with pytest.raises(AdmAuditError):
        load_yaml("a: [")


def test_empty_files_and_other_shapes_are_data() -> None:
    assert load_yaml("").data is None
    assert load_yaml("# only a comment\n").data is None
    assert load_yaml("- 1\n- [a]\n").data == [1, ["a"]]
    assert load_yaml("x\n").data == "x"
    assert load_yaml("1: a\ntrue: b\n").data == {"1": "a", "true": "b"}


def test_key_paths_are_readable() -> None:
    assert key_path(()) == ""
    assert key_path((0, "a", "b", 1)) == "[0].a.b[1]"
