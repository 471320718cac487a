"""审批单 of an answer: the printed twin of its reviews, for leaders who sign with a pen (REV-2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from disclosure.sheets.channels.review_form import Opinion
from disclosure.sheets.letters.compose import Block, LetterText, day

SECRECY = "□ 不含国家秘密　□ 不含工作秘密　□ 不含不应提供的商业秘密、个人信息"


@dataclass(frozen=True)
class Approval:
    """What the record knows of the answer. applicant: as lists show it."""

    agency: str
    number: str
    applicant: str
    received_on: str
    due_on: str
    requested: str
    outcome: str
    decision: str
    drafter: str
    drafted_on: date
    stages: Sequence[Opinion]


def approval(given: Approval) -> LetterText:
    """The sheet as a text of tables."""
    rows: list[tuple[str, ...]] = [
        ("受理编号", given.number, "申请人", given.applicant),
        ("收到申请日期", given.received_on, "答复期限", given.due_on),
        ("申请内容", given.requested),
        ("拟答复结果", given.outcome),
        ("拟答复内容", given.decision),
        ("拟稿人", given.drafter, "拟稿日期", day(given.drafted_on)),
    ]
    for stage in given.stages:
        opinion = stage.opinion or (f"{SECRECY}\n\n" if "保密" in stage.name else "\n\n")
        rows.append((f"{stage.name}意见", opinion))
        rows.append(
            (
                "签字",
                stage.signer or "　",
                "日期",
                day(stage.signed_on) if stage.signed_on else "　　　年　　月　　日",
            )
        )
    blocks = tuple(Block(cells=row) for row in rows)
    return LetterText("政府信息公开申请答复审批单", "", "", blocks, given.agency, "", "", given.agency)
