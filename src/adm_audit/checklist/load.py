"""Loads the checklist files of the package, and a city's own ones beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from adm_audit.checklist import STANDARD
from adm_audit.checklist.model import Checklist, Library, Practice, Question, Trigger, WorkStep
from adm_audit.checklist.parse_checklist import (
    read_checklist,
    read_order_of_work,
    read_signal_sets,
    read_triggers,
)
from adm_audit.checklist.parse_conditions import Names
from adm_audit.checklist.parse_shared import (
    HEAD,
    check_format,
    read_profile,
    read_retired,
    read_signals,
    read_sources,
    read_vocabulary,
)
from adm_audit.checklist.practices import is_practices, read_practices
from adm_audit.checklist.read import Located, Node, Reader, nearest_name
from adm_audit.errors import ChecklistError, Place, Problem
from adm_audit.package_data import data_folder
from adm_audit.yaml_source import load_yaml


@cache
def standard_library() -> Library:
    """Return everything that comes with the package. The files are read once.

    Raises ChecklistError with every problem of every file.
    """
    return load_folder(data_folder("checklists"))


def load_folder(folder: Path) -> Library:
    """Return the library of a folder that is laid out as the one of the package.

    Raises ChecklistError with every problem of every file.
    """
    readers: list[Reader] = []

    def open_file(name: str) -> Reader:
        path = folder / f"{name}.yaml"
        readers.append(Reader(load_yaml(path, f"{folder.name}/{path.name}", error=ChecklistError)))
        return readers[-1]

    sources, marks = read_sources(open_file("sources").root())
    vocabulary = read_vocabulary(open_file("vocabulary").root(), sources)
    signals = read_signals(open_file("signals").root())
    profile = read_profile(open_file("profile").root())
    retired = read_retired(open_file("retired").root())
    trigger_node = open_file("triggers").root()
    sets = read_signal_sets(trigger_node, signals)
    names = Names(vocabulary=vocabulary, signals=signals, sets=sets, profile=profile)
    taken: dict[str, str] = {}
    read = [read_checklist(open_file(name).root(), names, sources, retired, taken) for name in STANDARD]
    triggers, steps = _triggers(trigger_node, names)
    library = Library(
        vocabulary=vocabulary,
        signals=signals,
        signal_sets=sets,
        profile=profile,
        sources=sources,
        certainty=marks,
        checklists={item.id: item for item in read},
        triggers=triggers,
        order_of_work=steps,
        retired=retired,
        practices=read_practices(
            open_file("practices").root(),
            questions=[key for item in read for key in item.questions],
            sources=sources,
            marks=marks,
            taken={},
        ),
    )
    problems = [problem for reader in readers for problem in reader.in_order()]
    problems += _unresolved(triggers, steps, library) + _unreachable(library.questions(), library)
    if problems:
        raise ChecklistError(problems)
    return library


def _triggers(node: Node, names: Names) -> tuple[dict[str, Trigger], tuple[WorkStep, ...]]:
    check_format(node)
    node.only(*HEAD, "conditions", "triggers", "order_of_work")
    return read_triggers(node, names, {}), read_order_of_work(node, names)


def load_chosen(chosen: Sequence[str], folder: Path) -> Library:
    """Return a library with the chosen checklists only.

    chosen: ids of checklists of the package, or paths of own files (relative to ``folder``), which end in
    ``.yaml`` or ``.yml``. An own checklist may reuse question ids of a checklist that is not chosen. A file of
    practices adds examples; where nothing else is chosen, both checklists of the package are.

    Raises ChecklistError with every problem.
    """
    standard = standard_library()
    checklists: dict[str, Checklist] = {}
    triggers = dict(standard.triggers)
    problems: list[Problem] = []
    own: dict[str, Located] = {}
    examples: list[Located] = []
    for name in chosen:
        if name.lower().endswith((".yaml", ".yml")):
            file = load_yaml(folder / name, name, error=ChecklistError)
            if is_practices(file.data):
                examples.append(file)
            else:
                own[name] = file
        elif name in standard.checklists:
            checklists[name] = standard.checklists[name]
        else:
            nearest = nearest_name(name, tuple(standard.checklists))
            problems.append(Problem("checklist_not_found", {"name": name, "known": STANDARD}, None, nearest))
    if examples and not own and not checklists and not problems:
        checklists = dict(standard.checklists)
    for source in own.values():
        checklist, added, wrong = _own(source, standard, checklists, triggers)
        problems.extend(wrong)
        checklists[checklist.id] = checklist
        triggers.update(added)
    library = replace(standard, checklists=checklists, triggers=triggers)
    practices = _practices(examples, standard, library, problems)
    if problems:
        raise ChecklistError(problems)
    return replace(library, practices=practices)


def _practices(
    files: Sequence[Located], standard: Library, library: Library, problems: list[Problem]
) -> dict[str, Practice]:
    """Return the practices of the package and of own files; problems are added to ``problems``."""
    practices = dict(standard.practices)
    taken = {key: str(item.place) for key, item in practices.items()}
    for source in files:
        reader = Reader(source)
        practices |= read_practices(
            reader.root(),
            questions=[*library.questions(), *standard.questions()],
            sources=standard.sources,
            marks=standard.certainty,
            taken=taken,
            own=True,
        )
        problems += reader.in_order()
    return practices


def _own(
    source: Located,
    standard: Library,
    checklists: Mapping[str, Checklist],
    triggers: Mapping[str, Trigger],
) -> tuple[Checklist, Mapping[str, Trigger], list[Problem]]:
    reader = Reader(source)
    node = reader.root()
    names = Names(
        vocabulary=standard.vocabulary,
        signals=standard.signals,
        sets=standard.signal_sets,
        profile=standard.profile,
    )
    taken = {key: str(item.place) for other in checklists.values() for key, item in other.questions.items()}
    checklist = read_checklist(node, names, standard.sources, standard.retired, taken)
    if checklist.id in checklists:
        node.report("checklist_duplicate_id", "id", id=checklist.id, first=checklist.id)
    trigger_ids = {key: str(item.place) for key, item in triggers.items()}
    added = read_triggers(node, names, trigger_ids) if "triggers" in node else {}
    merged = replace(
        standard,
        checklists={**standard.checklists, **checklists, checklist.id: checklist},
        triggers={**triggers, **added},
    )
    problems = [
        *reader.in_order(),
        *_unresolved(added, (), merged),
        *_unreachable(checklist.questions, merged),
        *_doubled(checklist.questions, checklists),
    ]
    return checklist, added, problems


def _doubled(questions: Mapping[str, Question], beside: Mapping[str, Checklist]) -> list[Problem]:
    """Return a problem for each question that asks, word for word, what another one asks."""
    seen = {_words(item): item.id for other in beside.values() for item in other.questions.values()}
    problems = []
    for item in questions.values():
        first = seen.setdefault(_words(item), item.id)
        if first != item.id and item.question:
            problems.append(Problem("checklist_same_question", {"id": first}, item.place))
    return problems


def _words(question: Question) -> str:
    return " ".join(question.question.split()).casefold()


def _unresolved(triggers: Mapping[str, Trigger], steps: Sequence[WorkStep], library: Library) -> list[Problem]:
    known = {**library.questions(), **library.profile, **library.triggers}
    problems = []
    for trigger in triggers.values():
        problems += [_unknown_question(name, known, trigger.place) for name in trigger.raises if name not in known]
    for step in steps:
        problems += [_unknown_question(name, known, None) for name in (*step.looks_at, *step.asks) if name not in known]
    return problems


def _unknown_question(name: str, known: Mapping[str, object], place: Place | None) -> Problem:
    return Problem("checklist_unknown_question", {"name": name}, place, nearest_name(name, tuple(known)))


def _unreachable(questions: Mapping[str, Question], library: Library) -> list[Problem]:
    raised = {name for trigger in library.triggers.values() for name in trigger.raises}
    return [
        Problem("checklist_unreachable", {"id": question.id}, question.place)
        for question in questions.values()
        if question.id not in raised and not question.yearly
    ]
