"""The way of a sheet to the public: entered, seen by the supervision committee, handed to the township (VIL-4)."""

from catalog.law.vocabulary import Labelled
from villages.law.kinds import SIGNED, SheetKind
from villages.law.steps import led_to


class SheetState(Labelled):
    """Where a sheet stands with the village. Once handed in, its publication says the rest."""

    DRAFT = "draft", "填报中"
    WITH_SUPERVISORS = "supervisors", "待村务监督委员会审核"
    SIGNED = "signed", "已审核，待送乡镇"
    HANDED_IN = "handed_in", "已送乡镇审核"


class SheetAct(Labelled):
    ENTER = "enter", "填报"
    SHOW = "show", "送监督委员会审核"
    SIGN = "sign", "审核同意"
    RECORD_PAPER = "record_paper", "登记纸质签字"
    VOID_PAPER = "void_paper", "纸质签字不符，作废"
    RETURN = "return", "审核退回"
    HAND_IN = "hand_in", "送乡镇审核公开"
    TAKE_BACK = "take_back", "取回修改"
    CORRECT = "correct", "更正"


# What leads where. A signature on paper counts as SIGN once a second person has compared it.
TABLE: dict[tuple[SheetState, SheetAct], SheetState] = {
    (SheetState.DRAFT, SheetAct.ENTER): SheetState.DRAFT,
    (SheetState.DRAFT, SheetAct.SHOW): SheetState.WITH_SUPERVISORS,
    (SheetState.WITH_SUPERVISORS, SheetAct.SIGN): SheetState.SIGNED,
    (SheetState.WITH_SUPERVISORS, SheetAct.RECORD_PAPER): SheetState.WITH_SUPERVISORS,
    (SheetState.WITH_SUPERVISORS, SheetAct.VOID_PAPER): SheetState.WITH_SUPERVISORS,
    (SheetState.WITH_SUPERVISORS, SheetAct.RETURN): SheetState.DRAFT,
    (SheetState.SIGNED, SheetAct.RETURN): SheetState.DRAFT,
    (SheetState.SIGNED, SheetAct.HAND_IN): SheetState.HANDED_IN,
    (
        SheetState.HANDED_IN,
        SheetAct.TAKE_BACK,
    ): SheetState.DRAFT,  # sent back, given up or withdrawn by the township
    (SheetState.HANDED_IN, SheetAct.CORRECT): SheetState.DRAFT,  # of the next edition
}


_UNSIGNED = {
    (SheetState.DRAFT, SheetAct.ENTER): SheetState.DRAFT,
    (SheetState.DRAFT, SheetAct.HAND_IN): SheetState.HANDED_IN,
    (SheetState.HANDED_IN, SheetAct.TAKE_BACK): SheetState.DRAFT,
    (SheetState.HANDED_IN, SheetAct.CORRECT): SheetState.DRAFT,
}


def table_of(kind: SheetKind) -> dict[tuple[SheetState, SheetAct], SheetState]:
    """The steps of a kind of sheet: a notice goes to the township without the committee."""
    return TABLE if kind in SIGNED else _UNSIGNED


def next_state(state: SheetState, act: SheetAct, kind: SheetKind = SheetKind.ACCOUNTS) -> SheetState:
    """Where the act leads.

    Raises:
        StepRefused: nowhere.
    """
    return led_to(table_of(kind), state, act, "张表")
