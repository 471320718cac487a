"""Remedies against an answer: the paragraph built from the outcome's class, and the periods (section J)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from catalog.law.workdays import Due, WorkCalendar
from disclosure.law.outcomes import Remedies

REVIEW_DAYS = 60  # 行政复议法第二十条, plain days (REM-4)
COURT_MONTHS = 6  # 行政诉讼法第四十六条 (REM-4)
AFTER_REVIEW_DAYS = 15  # 行政诉讼法第四十五条 (REM-4)


@dataclass(frozen=True)
class Bodies:
    """Who hears it (REM-5), from the township's configuration.

    online: the internet channel for filing 复议, named where the answer goes out over the internet (DLV-4).
    """

    reviewer: str
    court: str
    online: str = ""


def paragraph(classes: Collection[Remedies], bodies: Bodies, *, electronic: bool = False) -> str:
    """The remedies paragraph of an answer (REM-6).

    Args:
        classes: of the outcomes of all its items.
        electronic: the answer is delivered over the internet.

    Raises:
        ValueError: no class, a body that is not configured, or no online channel though the answer is electronic.
    """
    if not classes:
        raise ValueError("an answer without a decision has no remedies paragraph")
    if not bodies.reviewer or not bodies.court:
        raise ValueError("the reviewing government and the court are not configured")
    if electronic and not bodies.online:
        raise ValueError("an electronic answer names the internet channel for filing (DLV-4)")
    review = f"可以自知道本答复之日起{REVIEW_DAYS}日内向{bodies.reviewer}申请行政复议"
    court = f"向{bodies.court}提起行政诉讼"
    first = (
        f"应当先自知道本答复之日起{REVIEW_DAYS}日内向{bodies.reviewer}申请行政复议；对行政复议决定不服的，"
        f"可以自收到行政复议决定书之日起{AFTER_REVIEW_DAYS}日内{court}"
    )
    either = f"{review}，或者自知道本答复之日起{COURT_MONTHS}个月内{court}"
    kinds = set(classes)
    if kinds == {Remedies.REVIEW_FIRST}:
        text = f"如对本答复不服，{first}。"
    elif kinds == {Remedies.EITHER}:
        text = f"如对本答复不服，{either}。"
    else:
        text = f"如对本答复中不予公开的部分不服，{first}。如对其余部分不服，{either}。"
    return text + (f"申请行政复议可以通过互联网渠道提出：{bodies.online}。" if electronic else "")


def review_until(served_on: date, calendar: WorkCalendar) -> Due:
    """The last day to ask for 复议 (REM-4, CAL-4)."""
    return calendar.add_days(served_on, REVIEW_DAYS)


def court_until(served_on: date, calendar: WorkCalendar) -> Due:
    """The last day to go to court directly (REM-4, CAL-5)."""
    return calendar.add_months(served_on, COURT_MONTHS)
