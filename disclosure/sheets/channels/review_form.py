"""信息发布审查表 on paper: what the record knows is printed, what a person decides is signed by hand (REV-1, REV-2)."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from disclosure.sheets import pdf as engine
from disclosure.sheets import qr
from disclosure.sheets.channels.source import day

ATTRIBUTES = ("主动公开", "依申请公开", "不予公开")
SECRECY = (
    "不含国家秘密",
    "不含工作秘密",
    "不含商业秘密",
    "不含个人隐私",
    "个人信息已按规定去标识",
    "不危及国家安全、公共安全、经济安全、社会稳定",
)
LEVELS = ("一审　科室负责人", "二审　分管领导", "三审　签发人")


@dataclass(frozen=True)
class Opinion:
    """One box of the form. Empty fields are left to the pen."""

    name: str
    opinion: str = ""
    signer: str = ""
    signed_on: date | None = None


@dataclass(frozen=True)
class ReviewForm:
    township: str
    title: str
    unit: str
    drafter: str = ""
    drafted_on: date | None = None
    number: str = ""  # of the form or the record, so that the signed paper finds its way back
    url: str = ""  # of the record, as a code on the paper
    item: str = ""
    doc_no: str = ""
    attribute: str = ""  # one of `ATTRIBUTES`; empty leaves all boxes open
    ground: str = ""  # the article, or why it is not public
    summary: str = ""
    channels: str = ""
    posting: str = ""
    attachments: list[str] = field(default_factory=list)
    secrecy: Opinion = field(default_factory=lambda: Opinion("保密审查"))
    secrecy_checked: frozenset[str] = frozenset()  # of `SECRECY`
    levels: tuple[Opinion, ...] = tuple(Opinion(name) for name in LEVELS)


def pdf(form: ReviewForm) -> bytes:
    """The form on A4, ready to be printed and signed."""
    return engine.fitted(lambda scale: _form(form, 11 * scale))


def _form(form: ReviewForm, size: float) -> bytes:
    return engine.render(
        Path(__file__).with_name("review_form.typ"),
        {
            "size": size,
            "township": form.township,
            "title": form.title,
            "number": form.number,
            "qr": qr.svg(form.url) if form.url else "",
            "rows": [
                [["责任单位", form.unit], ["拟稿人", form.drafter]],
                [["拟稿日期", _day(form.drafted_on)], ["文　号", form.doc_no]],
            ],
            "item": form.item,
            "attributes": [[name, name == form.attribute] for name in ATTRIBUTES],
            "ground": form.ground,
            "channels": form.channels,
            "posting": form.posting,
            "summary": form.summary,
            "attachments": form.attachments,
            "secrecy": _opinion(form.secrecy),
            "secrecy_points": [[point, point in form.secrecy_checked] for point in SECRECY],
            "levels": [_opinion(level) for level in form.levels],
        },
    )


def _opinion(opinion: Opinion) -> dict[str, str]:
    return {
        "name": opinion.name,
        "opinion": opinion.opinion,
        "signer": opinion.signer,
        "day": _day(opinion.signed_on),
    }


def _day(d: date | None) -> str:
    return day(d) if d else ""
