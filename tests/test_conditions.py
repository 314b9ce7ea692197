"""Conditions: three-valued logic; every trigger and rule fires on one case and is silent on another."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adm_audit.checklist.conditions import All, AnyOf, Not, PredicateTest, ProfileTest, SignalTest, in_words
from adm_audit.checklist.load import standard_library
from adm_audit.pairing.conditions import evaluate
from adm_audit.pairing.logic import FALSE, TRUE, every, opposite, some, unknown
from adm_audit.pairing.predicates import FINDING_TESTS, RESULT_TESTS
from adm_audit.result import NotLookedAt
from pairing_cases import FINDING_PREDICATES, GROUP, PREDICATES, Draft, finding, make

LIBRARY = standard_library()
RULES = [
    pytest.param(rule, id=f"{question.id}-{number}")
    for question in LIBRARY.questions().values()
    for number, rule in enumerate(question.rules)
]
UNKNOWN = unknown("no_record", record="x")
VALUES = st.lists(st.sampled_from([TRUE, FALSE, UNKNOWN]), max_size=6)


def shown(**more):
    given = {"named": ("selection_gap",), "signals": ("selection_gap",), "verdicts": ("shown",), **more}
    return SignalTest(**given)


def value(condition, draft):
    return evaluate(condition, draft.case()).value


# Kleene's strong logic of indeterminacy (Kleene 1952, Introduction to Metamathematics, section 64).
TABLE = [  # a, b, a and b, a or b
    (True, True, True, True),
    (True, None, None, True),
    (True, False, False, True),
    (None, True, None, True),
    (None, None, None, None),
    (None, False, False, None),
    (False, True, False, True),
    (False, None, False, None),
    (False, False, False, False),
]
BY_VALUE = {True: TRUE, False: FALSE, None: UNKNOWN}


@pytest.mark.parametrize(("a", "b", "both", "either"), TABLE)
def test_truth_tables(a, b, both, either):
    pair = [BY_VALUE[a], BY_VALUE[b]]
    assert every(pair).value is both
    assert some(pair).value is either


@given(VALUES)
@settings(max_examples=50)
def test_de_morgan_holds_in_three_values(items):
    assert opposite(every(items)).value is some([opposite(item) for item in items]).value


@given(VALUES)
@settings(max_examples=50)
def test_learning_more_never_turns_a_known_answer_round(items):
    """If an unknown part becomes known, a known whole stays as it is."""
    for join in (every, some):
        before = join(items).value
        for known in (TRUE, FALSE):
            after = join([known if item is UNKNOWN else item for item in items]).value
            assert before is None or after is before


def test_unknown_carries_all_its_reasons():
    reasons = every([TRUE, unknown("no_record", record="a"), unknown("no_record", record="b")]).because
    assert [reason.facts["record"] for reason in reasons] == ["a", "b"]


@pytest.mark.parametrize("trigger", tuple(LIBRARY.triggers.values()), ids=lambda trigger: trigger.id)
def test_every_trigger_fires_on_a_case_and_is_silent_on_another(trigger):
    loud, silent = Draft(), Draft()
    make(trigger.condition, loud, holds=True)
    make(trigger.condition, silent, holds=False)
    assert value(trigger.condition, loud) is True
    assert value(trigger.condition, silent) is False


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_contradicts_on_a_case_and_is_silent_on_another(rule):
    loud, silent = Draft(), Draft()
    make(rule.condition, loud, holds=True)
    make(rule.condition, silent, holds=False)
    assert value(rule.condition, loud) is True
    assert value(rule.condition, silent) is False


def test_there_are_54_rules_on_53_questions():
    assert len(RULES) == 54
    assert sum(bool(question.rules) for question in LIBRARY.questions().values()) == 53


@pytest.mark.parametrize("question", [q for q in LIBRARY.questions().values() if q.applies_when], ids=lambda q: q.id)
def test_every_question_with_a_condition_applies_to_some_and_not_to_others(question):
    yes, no = Draft(), Draft()
    make(question.applies_when, yes, holds=True)
    make(question.applies_when, no, holds=False)
    assert value(question.applies_when, yes) is True
    assert value(question.applies_when, no) is False


@pytest.mark.parametrize("name", [name for name in PREDICATES if name not in ("no_random_cases", "audit_is_final")])
def test_a_missing_record_or_fact_is_unknown_with_a_reason(name):
    draft = Draft()
    draft.plan = {}
    draft.signals = {signal: NotLookedAt(code="no_column") for signal in draft.signals}
    judged = evaluate(PredicateTest(predicate=name), draft.case())
    assert judged.value is None
    assert judged.because


def test_no_random_route_is_itself_what_is_asked_for():
    assert value(PredicateTest(predicate="no_random_cases"), Draft()) is True


def test_each_predicate_of_the_vocabulary_has_a_function_of_its_kind():
    about = {name: item.about for name, item in LIBRARY.vocabulary.predicates.items()}
    assert {name for name, kind in about.items() if kind == "finding"} == set(FINDING_TESTS) == set(FINDING_PREDICATES)
    assert {name for name, kind in about.items() if kind != "finding"} == set(RESULT_TESTS) == set(PREDICATES)


def test_a_test_on_verdicts_is_unknown_where_a_finding_is_open():
    draft = Draft()
    draft.put(finding("selection_gap", None, "cannot_tell"))
    assert value(shown(), draft) is None
    assert value(shown(verdicts=("cannot_tell",)), draft) is True
    draft.signals["selection_gap"] = NotLookedAt(code="no_column")
    judged = evaluate(shown(), draft.case())
    assert judged.value is None
    assert judged.because[0].facts == {"signal": "selection_gap", "reason": "no_column"}


def test_one_that_fits_is_enough_beside_an_open_one():
    draft = Draft()
    draft.signals["selection_gap"] = [
        finding("selection_gap", None, "cannot_tell", group={"origin": "A"}),
        finding("selection_gap", None, "shown"),
    ]
    judged = evaluate(shown(), draft.case())
    assert judged.value is True
    assert judged.findings == ("selection_gap/origin=B",)


def test_signals_of_a_set_that_were_not_looked_at_are_left_out_unless_none_was():
    names = LIBRARY.signal_sets["any_gap"]
    test = shown(named=("any_gap",), signals=names)
    draft = Draft()
    draft.signals["time_gap"] = NotLookedAt(code="no_times")
    assert value(test, draft) is False
    assert "time_gap" not in evaluate(test, draft.case()).read
    draft.signals = {name: NotLookedAt(code="x") for name in names}
    assert value(test, draft) is None


def test_the_side_that_is_better_off_is_no_gap_of_its_own():
    draft = Draft()
    draft.put(finding("selection_gap", None, "shown", worse_off=False))
    assert value(shown(), draft) is False
    assert value(shown(worse_off=False), draft) is True


def test_two_groups_are_one_finding_seen_from_both_sides():
    """Men selected more, in a burden: the finding is filed under women, and it is men who are worse off."""
    draft = Draft()
    one = finding("selection_gap", None, "shown", group={"sex": "F"}, worse_off=False, group_rate="lower", size=-0.1)
    draft.signals["selection_gap"] = [
        type(one)(
            **{name: getattr(one, name) for name in one.__slots__} | {"against": "other_group", "against_group": "M"}
        )
    ]
    assert value(shown(), draft) is True
    assert value(shown(group_rate="higher", worse_off=True), draft) is True
    assert evaluate(shown(), draft.case()).findings == ("selection_gap/sex=F",)


def test_same_group_needs_one_group_that_fits_all_parts():
    parts = (
        shown(),
        shown(named=("conditional_gap",), signals=("conditional_gap",), verdicts=("ruled_out",)),
    )
    draft = Draft()
    draft.put(finding("selection_gap", None, "shown", group={"origin": "A"}))
    draft.signals["conditional_gap"] = [
        finding("conditional_gap", None, "shown", group={"origin": "A"}),
        finding("conditional_gap", None, "ruled_out", group={"origin": "B"}),
    ]
    assert value(All(parts=parts), draft) is True
    assert value(All(parts=parts, same="group"), draft) is False


def test_same_input_binds_the_input():
    parts = (
        shown(named=("proxy_strength",), signals=("proxy_strength",), part="one_input"),
        shown(named=("criterion_fit",), signals=("criterion_fit",), verdicts=("ruled_out",)),
    )
    draft = Draft()
    draft.put(finding("proxy_strength", "one_input", "shown", about="input", input="postcode"))
    draft.signals["criterion_fit"] = [
        finding("criterion_fit", None, "shown", about="input", input="postcode"),
        finding("criterion_fit", None, "ruled_out", about="input", input="income"),
    ]
    assert value(All(parts=parts), draft) is True
    assert value(All(parts=parts, same="input"), draft) is False


def test_a_ground_that_no_attribute_stands_for_is_unknown():
    draft = Draft()
    draft.put(finding("time_gap", None, "shown"))
    test = shown(named=("time_gap",), signals=("time_gap",), ground="language")
    assert value(test, draft) is None
    draft.plan["protected"] = [{"column": "origin", "ground": "language"}]
    assert value(test, draft) is True
    draft.plan["protected"] = [
        {"column": "origin", "ground": "sex"},
        {"column": "tongue", "ground": "language"},
    ]
    assert value(test, draft) is None  # the finding is about another ground, and none is about this one


def test_the_direction_of_an_open_gap_is_open():
    draft = Draft()
    draft.put(finding("selection_gap", None, "cannot_tell", group_rate="lower"))
    assert value(shown(group_rate="higher"), draft) is None
    assert value(shown(verdicts=("cannot_tell",), group_rate="higher"), draft) is False


def test_several_results_are_unknown_while_only_this_one_exists():
    draft = Draft()
    draft.put(finding("selection_gap", None, "shown", worse_off=True))
    test = shown(results="at_least_two", same="group")
    assert evaluate(test, draft.case()).because[0].code == "only_this_result"
    assert value(shown(earlier=("shown",)), draft) is None
    assert value(shown(results="any"), draft) is True
    assert value(shown(results="every"), draft) is True


def test_the_same_group_is_found_again_under_another_column_of_the_same_ground():
    from adm_audit.pairing.view import view
    from pairing_cases import result

    here = Draft(plan={"protected": [{"column": "origin", "ground": "ethnic_origin"}]})
    here.put(finding("selection_gap", None, "shown", worse_off=True, group={"origin": "B"}))
    case = here.case()
    there = view(
        result(
            {"selection_gap": [finding("selection_gap", None, "shown", worse_off=True, group={"herkunft": "B"})]},
            {"protected": [{"column": "herkunft", "ground": "ethnic_origin"}]},
            "2026-01-01",
        )
    )
    test = shown(results="at_least_two", same="group", worse_off=True)
    both = type(case)(library=case.library, result=case.result, others=(there,))
    assert evaluate(test, both).value is True


def test_what_this_version_does_not_compute_is_not_held_against_the_city():
    draft = Draft()
    test = shown(named=("baseline",), signals=("baseline",), verdicts=("not_looked_at",))
    draft.signals["baseline"] = NotLookedAt(code="not_in_this_version")
    assert value(test, draft) is True  # the plan names no earlier period either
    draft.plan["baseline"] = {"source": "before.csv"}
    assert value(test, draft) is None


def test_profile_that_nobody_answered_is_unknown():
    test = ProfileTest(question="P-07", options=("bought",))
    draft = Draft()
    assert value(test, draft) is None
    assert value(Not(part=test), draft) is None
    draft.profile["P-07"] = ["own", "bought"]
    assert value(test, draft) is True


def test_rounded_interval_of_months_ends_on_the_last_day():
    from datetime import date

    from adm_audit.pairing.predicates_records import _months_later

    assert _months_later(date(2026, 1, 31), 1) == "2026-02-28"
    assert _months_later(date(2026, 12, 15), 13) == "2028-01-15"


def test_a_condition_reads_as_a_sentence():
    test = AnyOf(parts=(shown(group_rate="lower"), ProfileTest(question="P-02", options=("burden", "mixed"))))
    assert in_words(test) == "selection_gap is shown, the group being lower or P-02 is burden or mixed"


def test_group_of_the_cases_is_in_the_quiet_result():
    assert tuple(GROUP.items()) in Draft().case().result.groups()


def test_an_open_gap_was_looked_at():
    draft = Draft()
    draft.put(finding("intersection", None, "cannot_tell"))
    test = shown(named=("intersection",), signals=("intersection",), verdicts=("not_looked_at",))
    assert value(test, draft) is False
