"""Accounts of villages in the demonstration: months in public, one corrected, one with the supervision committee, one begun."""

from calendar import monthrange
from datetime import date, datetime, timedelta
from random import Random

from django.db.models import Max

from catalog.models import Unit, User, work_calendar
from disclosure.actions import reviewing
from disclosure.models import Attachment
from gongkai.demo.office import Office, moment
from gongkai.demo.papers_scene import keep_vouchers
from gongkai.demo.publishing_scene import same_addresses
from villages.actions import finance, sheets
from villages.law.finance import Flow, Line, Statement, month_before
from villages.models import Sheet

MONTHS = 5  # in public, of each village
CLERKS = (("上坪村", "cunwu"), ("竹园村", "cunwu-zhuyuan"))
_INCOMES = (
    ("光伏场地租金", "发包及上交", 380_000), ("旧村小学校舍租金", "发包及上交", 150_000), ("上级转移支付", "补助收入", 1_260_000),
    ("集体林地承包金", "发包及上交", 220_000), ("乡贤捐助修路", "捐赠", 300_000),
)  # fmt: skip
_EXPENSES = (
    ("村道路灯电费", "公益", 46_820), ("保洁员报酬（2人）", "公益", 320_000), ("购买防汛沙袋200只", "公益", 58_000), ("办公用纸和墨盒", "办公费", 21_350),
    ("水渠清淤机械费", "生产", 265_000), ("村民代表会议误工补贴（18人次）", "误工补贴", 108_000), ("宣传栏维修", "公益", 36_500),
    ("高龄老人慰问品", "福利", 92_400),
)  # fmt: skip


def keep_accounts(office: Office, *, until: date) -> None:
    """Everything of this module; the months end before `until`."""
    before = Attachment.objects.aggregate(last=Max("pk"))["last"] or 0
    rng = Random(f"accounts|{until}")
    last = month_before(until.replace(day=1))
    for name, clerk in CLERKS:
        unit, by = office.units[name], office.user(clerk)
        months = [last]
        while len(months) < MONTHS:
            months.append(month_before(months[-1]))
        for month in reversed(months):
            made = _public(office, unit, by, month, rng, scanned=name == CLERKS[0][0] and month in months[:2])
        if name == CLERKS[0][0]:
            _corrected(office, made, by, until)
    same_addresses(before, until, "accounts")
    unit, by = office.units[CLERKS[0][0]], office.user(CLERKS[0][1])
    first = until.replace(day=1)
    if until.day > 3:
        begun = finance.begin(unit=unit, township=office.township, month=first, by=by, at=moment(until, 9))
        finance.enter(
            pk=begun.pk, by=by, at=moment(until, 9, 20), opening=begun.opening, closing=begun.opening,
            lines=[Line(first + timedelta(days=1), "1", "村道路灯电费", Flow.EXPENSE, 47_310, "公益", "经手人", "审批人")],
        )  # fmt: skip
    other, writer = office.units[CLERKS[1][0]], office.user(CLERKS[1][1])
    waiting = _entered(office, other, writer, first, rng, moment(until, 9)) if until.day > 20 else None
    if waiting:
        sheets.show(pk=waiting.pk, by=writer, at=moment(until, 10))


def workday(day: date) -> date:
    """The day, or the working day after it."""
    return work_calendar().add(day - timedelta(days=1), 1).on


def _entered(office: Office, unit: Unit, by: User, month: date, rng: Random, at: datetime) -> Sheet:
    sheet = finance.begin(unit=unit, township=office.township, month=month, by=by, at=at)
    opening = sheet.opening or rng.randrange(3_000_000, 9_000_000)
    days = min(monthrange(month.year, month.month)[1], 20)
    lines = [
        Line(
            month + timedelta(days=rng.randrange(days)), f"{month.month}-{n}", summary, flow,
            amount + 10 * rng.randrange(1, 900), source, "经手人", "审批人",
        )
        for n, (flow, (summary, source, amount)) in enumerate(
            [(Flow.INCOME, each) for each in rng.sample(_INCOMES, 2)]
            + [(Flow.EXPENSE, each) for each in rng.sample(_EXPENSES, 4)],
            1,
        )
    ]  # fmt: skip
    lines.sort(key=lambda line: line.on)
    closing = Statement(month, opening, 0, lines).reckoned
    return finance.enter(pk=sheet.pk, by=by, at=at, opening=opening, closing=closing, lines=lines)


def _public(
    office: Office, unit: Unit, by: User, month: date, rng: Random, *, scanned: bool = False
) -> Sheet:
    """Through the committee and the township, in the first week after the month. scanned: with pictures of vouchers."""
    day = workday(month + timedelta(days=monthrange(month.year, month.month)[1] + 3))
    sheet = _entered(office, unit, by, month, rng, moment(day, 9))
    if scanned:
        keep_vouchers(office, sheet, by=by, checked_by=office.user("jiandu"), at=moment(day, 9, 40))
    sheets.show(pk=sheet.pk, by=by, at=moment(day, 10))
    if unit == office.units[CLERKS[0][0]]:
        sheets.sign(
            pk=sheet.pk,
            by=office.user("jiandu"),
            at=moment(day, 11),
            agrees=True,
            opinion="逐笔核对凭证，同意公开",
        )
    else:
        sheets.record_paper(
            pk=sheet.pk, by=by, at=moment(day, 11), signer="管长青", signed_on=day, opinion="同意公开"
        )
        sheets.confirm_paper(pk=sheet.pk, by=office.user("bianji"), at=moment(day, 14))
    return _released(office, sheets.hand_in(pk=sheet.pk, by=by, at=moment(day, 15)), day)


def _released(office: Office, sheet: Sheet, day: date) -> Sheet:
    assert sheet.carrier is not None  # noqa: S101  (it was handed in)
    reviewing.approve(pk=sheet.carrier.pk, by=office.user("shenhe"), at=moment(day, 16), secrecy_checked=True)
    assert sheet.carrier is not None  # noqa: S101  (it was handed in)
    reviewing.approve(pk=sheet.carrier.pk, by=office.user("qianfa"), at=moment(day, 17), secrecy_checked=True)
    return Sheet.objects.get(pk=sheet.pk)


def _corrected(office: Office, sheet: Sheet, by: User, until: date) -> None:
    """One figure was wrong: a second edition with the difference."""
    day = workday(until - timedelta(days=4))
    second = sheets.correct(
        pk=sheet.pk, by=by, at=moment(day, 9), reason="一笔支出的用途写得不清楚，补写完整"
    )
    lines = [line.as_law() for line in second.lines.all()]
    last = lines[-1]
    lines[-1] = Line(
        last.on, last.voucher, f"{last.summary}（含税）", last.flow, last.amount, last.source, last.handler, last.approver
    )  # fmt: skip
    finance.enter(
        pk=second.pk, by=by, at=moment(day, 10), opening=second.opening, closing=second.closing, lines=lines
    )
    sheets.show(pk=second.pk, by=by, at=moment(day, 11))
    sheets.sign(pk=second.pk, by=office.user("jiandu"), at=moment(day, 14), agrees=True, opinion="同意更正")
    _released(office, sheets.hand_in(pk=second.pk, by=by, at=moment(day, 15)), day)
