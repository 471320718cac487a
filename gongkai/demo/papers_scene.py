"""Vouchers of one month in the demonstration: drawn, plainly fictional; one with its covered copy let out by two persons."""

from datetime import datetime
from pathlib import Path

from catalog.models import User
from disclosure.sheets.pdf import render
from gongkai.demo.office import Office
from villages.actions import papers
from villages.law.finance import Flow
from villages.law.money import yuan
from villages.law.papers import PaperKind
from villages.models import FinanceLine, Sheet
from villages.sheets.scans import read_scan

SCANNED = 3  # vouchers with a picture; the others lie at the village's own office
PERSONS = (("收款人", "余样张（签字）"), ("联系电话", "0000-0000000"), ("收款账号", "0000 0000 0000 0000"))
_TEMPLATE = Path(__file__).parent / "voucher.typ"


def keep_vouchers(office: Office, sheet: Sheet, *, by: User, checked_by: User, at: datetime) -> None:
    """Pictures of the first vouchers of a month; a copy of the first offered and confirmed, of the second offered only."""
    lines = list(sheet.lines.filter(flow=Flow.EXPENSE).order_by("position")[:SCANNED])
    kept = [
        papers.add(
            sheet_pk=sheet.pk, by=by, at=at, kind=PaperKind.VOUCHER, number=line.voucher,
            scans=[read_scan(_drawn(office, line, covered=False))],
        )[0]
        for line in lines
    ]  # fmt: skip
    for paper, line in list(zip(kept, lines, strict=True))[:2]:
        papers.offer_copy(pk=paper.pk, by=by, at=at, scan=read_scan(_drawn(office, line, covered=True)))
    first = kept[0]
    first.refresh_from_db()
    papers.read(paper=first, by=checked_by, at=at, redacted=True)
    papers.confirm_copy(pk=first.pk, by=checked_by, at=at)


def _drawn(office: Office, line: FinanceLine, *, covered: bool) -> bytes:
    told = {
        "title": "收款收据", "day": f"{line.on:%Y年%m月%d日}", "number": line.voucher, "summary": line.summary,
        "payer": f"{office.township.short_name}上坪村股份经济合作社", "amount": yuan(line.amount), "covered": covered,
        "persons": PERSONS,
    }  # fmt: skip
    return render(_TEMPLATE, told, kind="png")
