"""The way of a village's list of matters: drawn up, signed by two committees, seen by the township, made public.

What is public stands until the next edition is; what changed between two editions is told row by row.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from catalog.law.vocabulary import Labelled
from villages.law.steps import led_to


class ListState(Labelled):
    DRAFT = "draft", "拟定中"
    WITH_COMMITTEES = "committees", "待两个委员会签字"
    SIGNED = "signed", "已签字，待送乡镇"
    WITH_TOWNSHIP = "township", "待乡镇提出指导意见"
    GUIDED = "guided", "乡镇已指导，待公布"
    RELEASED = "released", "已公布"


class ListAct(Labelled):
    ENTER = "enter", "修改清单"
    SHOW = "show", "送两个委员会签字"
    SIGN = "sign", "签字同意"
    COMPLETE = "complete", "两个委员会都已签字"
    RECORD_PAPER = "record_paper", "登记纸质签字"
    VOID_PAPER = "void_paper", "纸质签字不符，作废"
    RETURN = "return", "退回修改"
    TAKE_BACK = "take_back", "取回修改"
    HAND_IN = "hand_in", "送乡镇指导"
    AGREE = "agree", "提出指导意见"
    SEND_BACK = "send_back", "乡镇退回"
    RELEASE = "release", "公布"
    FOLLOW = "follow", "公开时限随设置调整"
    RENEW = "renew", "修订"


class Body(Labelled):
    """Whose word a list needs; nobody speaks for both (VIL-4)."""

    COMMITTEE = "committee", "村民委员会"
    SUPERVISORS = "supervisors", "村务监督委员会"


# What leads where. COMPLETE follows by itself from the second signature; RENEW begins the next edition.
TABLE: dict[tuple[ListState, ListAct], ListState] = {
    (ListState.DRAFT, ListAct.ENTER): ListState.DRAFT,
    (ListState.DRAFT, ListAct.SHOW): ListState.WITH_COMMITTEES,
    (ListState.WITH_COMMITTEES, ListAct.SIGN): ListState.WITH_COMMITTEES,
    (ListState.WITH_COMMITTEES, ListAct.COMPLETE): ListState.SIGNED,
    (ListState.WITH_COMMITTEES, ListAct.RECORD_PAPER): ListState.WITH_COMMITTEES,
    (ListState.WITH_COMMITTEES, ListAct.VOID_PAPER): ListState.WITH_COMMITTEES,
    (ListState.WITH_COMMITTEES, ListAct.RETURN): ListState.DRAFT,
    (ListState.WITH_COMMITTEES, ListAct.TAKE_BACK): ListState.DRAFT,
    (ListState.SIGNED, ListAct.RETURN): ListState.DRAFT,
    (ListState.SIGNED, ListAct.TAKE_BACK): ListState.DRAFT,
    (ListState.SIGNED, ListAct.HAND_IN): ListState.WITH_TOWNSHIP,
    (ListState.WITH_TOWNSHIP, ListAct.AGREE): ListState.GUIDED,
    (ListState.WITH_TOWNSHIP, ListAct.SEND_BACK): ListState.DRAFT,
    (ListState.GUIDED, ListAct.TAKE_BACK): ListState.DRAFT,  # to take up what the township said; signed anew
    (ListState.GUIDED, ListAct.RELEASE): ListState.RELEASED,
    (ListState.RELEASED, ListAct.FOLLOW): ListState.RELEASED,
    (ListState.RELEASED, ListAct.RENEW): ListState.RELEASED,
}


def next_state(state: ListState, act: ListAct) -> ListState:
    """Where the act leads.

    Raises:
        StepRefused: nowhere.
    """
    return led_to(TABLE, state, act, "份清单")


# ---- what changed between two editions -----------------------------------------------------------------------------
@dataclass(frozen=True)
class Said:
    """One row of an edition, as far as a later one can say otherwise. words: the village's own."""

    name: str
    applies: bool
    reason: str
    words: str
    term: str


@dataclass(frozen=True)
class Change:
    """What became of one row: in words, before and after; "" where there was or is nothing."""

    name: str
    what: str
    before: str
    after: str


def changes(before: Mapping[str, Said], after: Mapping[str, Said]) -> list[Change]:
    """What a later edition says otherwise, rows by key: new ones and changed ones in its order, then those that left."""
    found: list[Change] = []
    for key, now in after.items():
        then = before.get(key)
        found += [Change(now.name, "新增事项", "", _standing(now))] if then is None else _changed(then, now)
    found += [
        Change(then.name, "不再列入", _standing(then), "") for key, then in before.items() if key not in after
    ]
    return found


def _changed(then: Said, now: Said) -> Sequence[Change]:
    found = []
    if _standing(then) != _standing(now):
        found.append(Change(now.name, "是否公开", _standing(then), _standing(now)))
    if then.words != now.words:
        found.append(Change(now.name, "公开内容", then.words, now.words))
    if now.applies and then.applies and then.term != now.term:
        found.append(Change(now.name, "公开时限", then.term, now.term))
    return found


def _standing(row: Said) -> str:
    return "公开" if row.applies else f"本村不涉及：{row.reason}"
