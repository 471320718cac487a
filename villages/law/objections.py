"""Residents' questions about what a village published: answered by the village, or looked into by the township (VIL-3)."""

from datetime import date, timedelta

from catalog.law.vocabulary import Labelled
from villages.law.steps import led_to


class ObjectionState(Labelled):
    WITH_VILLAGE = "village", "待村里答复"
    ANSWERED = "answered", "村里已答复"
    WITH_TOWNSHIP = "township", "乡镇正在核实"
    ORDERED = "ordered", "乡镇已责令公开或更正"
    UNFOUNDED = "unfounded", "乡镇核实无误"


class ObjectionAct(Labelled):
    ANSWER = "answer", "答复"
    ESCALATE = "escalate", "报乡镇核实"
    ORDER = "order", "责令公开或更正"
    FIND_RIGHT = "find_right", "核实无误"


class Source(Labelled):
    """How it came in."""

    ONLINE = "online", "网上提出"
    DESK = "desk", "当面提出，工作人员登记"
    PHONE = "phone", "电话提出，工作人员登记"


TABLE: dict[tuple[ObjectionState, ObjectionAct], ObjectionState] = {
    (ObjectionState.WITH_VILLAGE, ObjectionAct.ANSWER): ObjectionState.ANSWERED,
    (ObjectionState.WITH_VILLAGE, ObjectionAct.ESCALATE): ObjectionState.WITH_TOWNSHIP,
    (ObjectionState.ANSWERED, ObjectionAct.ESCALATE): ObjectionState.WITH_TOWNSHIP,
    (ObjectionState.WITH_TOWNSHIP, ObjectionAct.ORDER): ObjectionState.ORDERED,
    (ObjectionState.WITH_TOWNSHIP, ObjectionAct.FIND_RIGHT): ObjectionState.UNFOUNDED,
}
OPEN = frozenset({ObjectionState.WITH_VILLAGE, ObjectionState.WITH_TOWNSHIP})


def next_state(state: ObjectionState, act: ObjectionAct) -> ObjectionState:
    """Where the act leads.

    Raises:
        StepRefused: nowhere.
    """
    return led_to(TABLE, state, act, "件疑问")


def due_on(received_on: date, days: int) -> date:
    """The last day to answer: so many plain days after it came in (the figure is configuration, VIL-3)."""
    return received_on + timedelta(days=days)
