"""Vouchers and other papers behind a sheet: what becomes of a scan, and when a copy without personal data may go out.

A picture cannot be read for personal data, so no scan is ever public by itself: a copy with everything personal covered
is made by one person and confirmed by another (VIL-9, PII-4).
"""

import unicodedata

from catalog.law.vocabulary import Labelled
from villages.law.kinds import OF_PERSONS, SheetKind
from villages.law.steps import led_to

MOST_AT_ONCE = 20  # files of one upload
MOST_PAPERS = 500  # of one sheet, all editions together
COVERED = "（已遮盖个人信息）"  # in the public name of a copy


class PaperKind(Labelled):
    VOUCHER = "voucher", "凭证"
    OTHER = "other", "其他材料（合同、会议记录等）"


class PaperState(Labelled):
    """What there is of a paper beside its sealed original."""

    KEPT = "kept", "只存原件"
    OFFERED = "offered", "遮盖副本待确认"
    CONFIRMED = "confirmed", "遮盖副本已确认"
    VOID = "void", "作废"


class PaperAct(Labelled):
    """What is done with a paper; it stands in the log of its sheet."""

    ADD = "add_scan", "存入原件"
    REMOVE = "remove_scan", "删除原件"
    VOID = "void_scan", "原件作废"
    OFFER = "offer_copy", "提交遮盖副本"
    CONFIRM = "confirm_copy", "确认遮盖副本"
    REFUSE = "refuse_copy", "退回遮盖副本"


# A copy may be replaced at any time; the new one is confirmed anew.
TABLE: dict[tuple[PaperState, PaperAct], PaperState] = {
    (PaperState.KEPT, PaperAct.OFFER): PaperState.OFFERED,
    (PaperState.OFFERED, PaperAct.OFFER): PaperState.OFFERED,
    (PaperState.CONFIRMED, PaperAct.OFFER): PaperState.OFFERED,
    (PaperState.OFFERED, PaperAct.CONFIRM): PaperState.CONFIRMED,
    (PaperState.OFFERED, PaperAct.REFUSE): PaperState.KEPT,
    (PaperState.CONFIRMED, PaperAct.REFUSE): PaperState.KEPT,
    (PaperState.KEPT, PaperAct.VOID): PaperState.VOID,
    (PaperState.OFFERED, PaperAct.VOID): PaperState.VOID,
    (PaperState.CONFIRMED, PaperAct.VOID): PaperState.VOID,
}


def next_state(state: PaperState, act: PaperAct) -> PaperState:
    """Where the act leads.

    Raises:
        StepRefused: nowhere.
    """
    return led_to(TABLE, state, act, "份原件")


def may_have_copy(kind: SheetKind) -> bool:
    """Whether a copy of its papers may go out at all: the papers of a list of persons are about persons throughout."""
    return kind not in OF_PERSONS


def voucher_key(number: str) -> str:
    """A voucher's number as it is compared: full-width signs, blanks and the word itself make no other number."""
    bare = "".join(unicodedata.normalize("NFKC", number).split())
    for word in ("凭证字号", "凭证编号", "凭证号", "凭证"):
        if bare.startswith(word) and len(bare) > len(word):
            return bare.removeprefix(word).lstrip(":：")
    return bare
