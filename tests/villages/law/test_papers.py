"""What becomes of a scan: every state with every act, and voucher numbers as people type them."""

from itertools import product

import pytest

from disclosure.law.lifecycle import StepRefused
from villages.law.kinds import SheetKind
from villages.law.papers import TABLE, PaperAct, PaperState, may_have_copy, next_state, voucher_key
from villages.law.sheets import SheetAct

BY_STATE = [act for act in PaperAct if act not in (PaperAct.ADD, PaperAct.REMOVE)]


@pytest.mark.parametrize(("state", "act"), list(product(PaperState, BY_STATE)))
def test_every_pair_is_in_the_table_or_refused_in_words(state, act):
    if (state, act) in TABLE:
        assert next_state(state, act) == TABLE[state, act]
        return
    with pytest.raises(StepRefused, match=f"这份原件{state.label}，现在不能{act.label}"):
        next_state(state, act)


def test_void_is_the_end_and_only_confirm_leads_to_confirmed():
    assert not [pair for pair in TABLE if pair[0] == PaperState.VOID]
    assert [pair for pair, to in TABLE.items() if to == PaperState.CONFIRMED] == [
        (PaperState.OFFERED, PaperAct.CONFIRM)
    ]


def test_acts_of_papers_and_of_sheets_share_a_log_and_no_name():
    assert not {*PaperAct} & {*SheetAct}
    assert not {act.label for act in PaperAct} & {act.label for act in SheetAct}
    assert max(len(act) for act in PaperAct) <= 12


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("3-1", "3-1"), ("３－１", "3-1"), (" 3 - 1 ", "3-1"), ("凭证3-1", "3-1"), ("凭证号：3-1", "3-1"), ("记字12号", "记字12号"),
        ("凭证", "凭证"), ("", ""),
    ],
)  # fmt: skip
def test_a_number_is_the_same_however_it_is_typed(typed, key):
    assert voucher_key(typed) == key


def test_papers_of_a_list_of_persons_have_no_copy():
    assert [kind for kind in SheetKind if not may_have_copy(kind)] == [SheetKind.SUBSIDIES]
