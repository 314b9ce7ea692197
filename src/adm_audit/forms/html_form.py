"""One HTML file in which people answer the checklists: it needs no network and no server, and sends nothing."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from adm_audit.checklist.answers import Answers
from adm_audit.checklist.conditions import in_words
from adm_audit.checklist.model import Checklist, Library, Question, Record
from adm_audit.checklist.profile import contradictions, from_plan
from adm_audit.forms.condition_tree import Decide, nothing_known, tree_of
from adm_audit.forms.document import as_document
from adm_audit.forms.form_texts import texts
from adm_audit.pairing.case import Case
from adm_audit.pairing.conditions import evaluate
from adm_audit.pairing.triggers import raisers
from adm_audit.pairing.view import view
from adm_audit.result import AuditResult
from adm_audit.text.problems import sentence
from adm_audit.text.safe import visible
from adm_audit.text.templates import environment

if TYPE_CHECKING:
    from jinja2 import Environment

_LONGEST = 4000
_TITLE = 200


def form_html(
    library: Library,
    said: Answers | None = None,
    *,
    result: AuditResult | None = None,
    title: str = "",
    language: str = "en",
) -> str:
    """Return the form as one self-contained HTML page.

    said: answers that stand in the form from the start. result: an audit, for what it raised and what its
    plan says of the profile. title: of the page; else the title of the audited plan.

    Raises KeyError for a language that is not offered.
    """
    title = " ".join((title or str((result.plan if result else {}).get("title", ""))).split())
    style, script = _asset("form.css"), _script()
    page = _environment(language).get_template("form.html")
    return (
        page.render(
            lang=language,
            title=visible(title, _TITLE),
            style=style,
            script=script,
            style_hash=_hash(style),
            script_hash=_hash(script),
            data=_for_script(_data(library, said, result, title, language)),
            checklists=[_checklist(item, library, result) for item in library.checklists.values()],
            profile=list(library.profile.values()),
            grounds=library.vocabulary.grounds,
            plan_says=_plan_says(library, result),
            answers=library.vocabulary.answers,
            roles=library.vocabulary.roles,
            handled=len(said.handling) if said else 0,
            short=any(item.short_form for item in library.questions().values()),
            audited=result is not None,
        )
        + "\n"
    )


def _asset(name: str) -> str:
    return files(__package__).joinpath("templates", name).read_text(encoding="utf-8")


def _script() -> str:
    return f'"use strict";\n(() => {{\n{_asset("form_rules.js")}\n{_asset("form.js")}}})();\n'


def _hash(text: str) -> str:
    return b64encode(sha256(text.encode("utf-8")).digest()).decode("ascii")


def _for_script(data: dict[str, Any]) -> str:
    """Return JSON that cannot end the element it stands in."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), default=str)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def _data(
    library: Library, said: Answers | None, result: AuditResult | None, title: str, language: str
) -> dict[str, Any]:
    document = as_document(said)
    names = ", ".join(f"{item.id} {item.version}" for item in library.checklists.values())
    decide = _decider(library, said, result)
    words = library.vocabulary
    return {
        "key": f"adm-audit form: {names}: {title}",
        "base": sha256(json.dumps(document, sort_keys=True, default=str).encode()).hexdigest()[:16],
        "document": document,
        "plan": from_plan(result.plan) if result else {},
        "clashes": _clashes(library, result.plan, language) if result else {},
        "answers": {key: item.label for key, item in words.answers.items()},
        "roles": {key: item.label.split(" (")[0] for key, item in words.roles.items()},
        "grounds": list(words.grounds),
        "profile": {
            key: {"kind": item.kind, "options": list(item.options), "fields": list(item.fields)}
            for key, item in library.profile.items()
        },
        "questions": {item.id: _judged(item, library, result, decide) for item in library.questions().values()},
        "retired": {
            key: {"because": item.because, "nearest": item.replaced_by[0] if item.replaced_by else ""}
            for key, item in library.retired.items()
        },
        "texts": texts(language),
    }


def _clashes(library: Library, plan: Mapping[str, Any], language: str) -> dict[str, dict[str, str]]:
    """Return, for each option of the profile that contradicts the plan, the sentence that says so."""
    found: dict[str, dict[str, str]] = {}
    for key, item in library.profile.items():
        for option in item.options:
            for problem in contradictions(Answers(profile={key: option}), plan):
                found.setdefault(key, {})[option] = sentence(problem, language)
    return found


def _decider(library: Library, said: Answers | None, result: AuditResult | None) -> Decide:
    if result is None:
        return nothing_known
    case = Case(library=library, result=view(result), answers=said, asked_on=result.audited_on)
    return lambda condition: evaluate(condition, case).value


def _judged(question: Question, library: Library, result: AuditResult | None, decide: Decide) -> dict[str, Any]:
    phases = library.vocabulary.life_cycle
    record = _record(question, library)
    return {
        "version": question.version,
        "raised": bool(_raised(question, library, result)),
        "short": question.short_form,
        "roles": list(question.roles),
        "applies": True if question.applies_when is None else tree_of(question.applies_when, decide),
        "when": visible(in_words(question.applies_when), _LONGEST) if question.applies_when else "",
        "phases": list(question.life_cycle),
        "phase_labels": "; ".join(phases[name].label for name in question.life_cycle if name in phases),
        "record": {"id": record.id, "shape": record.shape} if record else None,
        "records": [key for key, item in library.vocabulary.records.items() if item.question == question.id],
    }


def _raised(question: Question, library: Library, result: AuditResult | None) -> tuple[str, ...]:
    return raisers(question.id, [t for t in result.triggers if t.id in library.triggers], library) if result else ()


def _record(question: Question, library: Library) -> Record | None:
    return library.vocabulary.records.get(question.also_record) if question.also_record else None


def _checklist(checklist: Checklist, library: Library, result: AuditResult | None) -> dict[str, Any]:
    return {
        "of": checklist,
        "sections": [
            {
                "of": section,
                "questions": [
                    _question(item, library, result)
                    for item in checklist.questions.values()
                    if item.section == section.code
                ],
            }
            for section in checklist.sections.values()
        ],
    }


def _question(question: Question, library: Library, result: AuditResult | None) -> dict[str, Any]:
    roles = library.vocabulary.roles
    record = _record(question, library)
    return {
        "of": question,
        "who": [roles[name].label for name in question.roles if name in roles],
        "raised": [library.triggers[name] for name in _raised(question, library, result)],
        "record": record,
        "example": _example(record) if record else "",
        "law": [library.vocabulary.law[name].title for name in question.law if name in library.vocabulary.law],
    }


def _example(record: Record) -> str:
    """Return the example of a record as the form takes it: lists as one JSON value a line."""
    from adm_audit.yaml_source import load_yaml

    if record.shape != "list" or not record.example:
        return record.example
    items = load_yaml(record.example, record.id).data
    return "\n".join(item if isinstance(item, str) else json.dumps(item, ensure_ascii=False) for item in items)


def _plan_says(library: Library, result: AuditResult | None) -> dict[str, str]:
    said = from_plan(result.plan) if result else {}
    return {
        key: library.profile[key].options[option].label
        for key, option in said.items()
        if key in library.profile and option in library.profile[key].options
    }


def _clean(text: object) -> str:
    return visible(" ".join(str(text).split()), _LONGEST)


@cache
def _environment(language: str) -> Environment:
    made = environment("adm_audit.forms", language)
    made.filters["clean"] = _clean
    return made
