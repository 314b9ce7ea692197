"""How it was done: inputs and their hashes, versions, the plan as it was carried out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from adm_audit.report.words import Voice, remark
from adm_audit.report.words.figures import FAMILIES
from adm_audit.report.words.voice import block
from adm_audit.result import AuditResult

_LONGEST = 400


def inputs(result: AuditResult, voice: Voice) -> list[tuple[str, str, str, tuple[str, ...]]]:
    """Return each input: path, rows, SHA-256, and what was noticed while reading."""
    return [
        (
            voice.shown(item.path, 200),
            "" if result.audience == "public" else voice.numbers.whole(item.rows),
            _hash(item.sha256, result, voice),
            tuple(remark(note, voice) for note in item.remarks),
        )
        for item in result.inputs
    ]


def _hash(sha256: str | None, result: AuditResult, voice: Voice) -> str:
    if result.audience == "public":
        return voice.say("not published")
    return voice.shown(sha256, 80) if sha256 else voice.say("a frame in memory, no file")


def published(result: AuditResult, voice: Voice) -> str:
    """Return how counts were hidden and rounded in a public edition; empty for any other."""
    rule = block(result.plan, "disclosure")
    if result.audience != "public" or not rule:
        return ""
    return voice.say(
        "So that nobody can be recognised, counts below {minimum} are hidden and the others are rounded to multiples of "
        "{base}; where a hidden count could be worked out from its neighbours, these are rounded more coarsely or hidden "
        "too. Every number and every verdict here was computed from the published counts, with all that they leave open. "
        "So some answers are less certain than in the report for the team.",
        minimum=voice.numbers.whole(int(rule.get("minimum_cell", 10))),
        base=voice.numbers.whole(int(rule.get("round_to", 5))),
    )


def families(result: AuditResult, voice: Voice) -> list[tuple[str, str, str, str]]:
    """Return the families of comparisons: correction, how many, error budget, and how many are shown."""
    found: dict[str, list[Any]] = {}
    for signal in result.signals:
        for item in signal.findings:
            if item.family is not None:
                found.setdefault(item.family, []).append(item)
    return [
        (
            voice.say(FAMILIES.get(name, name)),
            voice.numbers.whole(len(items)),
            voice.numbers.significant(items[0].alpha or 0.0, 2),
            voice.numbers.whole(sum(item.verdict == "shown" for item in items)),
        )
        for name, items in found.items()
    ]


def versions(result: AuditResult, voice: Voice) -> list[tuple[str, str]]:
    """Return the versions of this tool and of what it computes with."""
    own = [("adm-audit", voice.shown(result.version))]
    return own + [(voice.shown(name), voice.shown(number)) for name, number in result.versions.items()]


def plan_listing(result: AuditResult, voice: Voice) -> str:
    """Return the plan as it was carried out, in the form of a YAML file, one fact a line."""
    return "\n".join(_lines(result.plan, "", voice))


def _lines(value: Mapping[str, Any], indent: str, voice: Voice) -> Iterator[str]:
    for key, item in value.items():
        name = voice.shown(key, 100)
        if isinstance(item, Mapping) and item:
            if _is_flat(item):
                yield f"{indent}{name}: {{{_pairs(item, voice)}}}"
            else:
                yield f"{indent}{name}:"
                yield from _lines(item, indent + "  ", voice)
        elif isinstance(item, list | tuple) and any(isinstance(part, Mapping) for part in item):
            yield f"{indent}{name}:"
            for part in item:
                inner = f"{{{_pairs(part, voice)}}}" if isinstance(part, Mapping) else _scalar(part, voice)
                yield f"{indent}  - {inner}"
        else:
            yield f"{indent}{name}: {_scalar(item, voice)}"


def _is_flat(value: Mapping[str, Any]) -> bool:
    return not any(isinstance(item, Mapping) for item in value.values())


def _pairs(value: Mapping[str, Any], voice: Voice) -> str:
    return ", ".join(
        f"{voice.shown(key, 100)}: {{{_pairs(item, voice)}}}"
        if isinstance(item, Mapping)
        else f"{voice.shown(key, 100)}: {_scalar(item, voice)}"
        for key, item in value.items()
    )


def _scalar(value: Any, voice: Voice) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "null"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_scalar(item, voice) for item in value) + "]"
    text = voice.shown(value, _LONGEST)
    plain = text and text == text.strip() and not set(text) & set(":#{}[],&*!|>'\"%@`") and not text[0].isdigit()
    return (
        text if plain and text not in {"yes", "no", "true", "false", "null"} else '"' + text.replace('"', '\\"') + '"'
    )
