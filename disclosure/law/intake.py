"""What an application consists of and on which day it counts as received (section D)."""

from datetime import date, timedelta

from catalog.law.vocabulary import Labelled
from catalog.law.workdays import WorkCalendar


class CaseKind(Labelled):
    REQUEST = "request", "政府信息公开申请"
    RECTIFY = "rectify", "更正本人信息的请求"  # APP-12


class Intake(Labelled):
    """How an application came in (APP-2)."""

    ONLINE = "online", "网上提交"
    COUNTER = "counter", "当面提交"
    ORAL = "oral", "口述，工作人员代填"
    POST_SIGNED = "post_signed", "邮寄（需签收）"
    POST_PLAIN = "post_plain", "平常信函等无需签收的邮寄"
    FAX = "fax", "传真"
    EMAIL = "email", "电子邮件"
    COUNTY = "county", "县级平台转来"


# Received on the day both sides confirmed it (APP-7); the others on the day they came in.
CONFIRMED = frozenset({Intake.ONLINE, Intake.POST_PLAIN, Intake.FAX, Intake.EMAIL})
BY_STAFF = tuple(intake for intake in Intake if intake != Intake.ONLINE)
ALWAYS_OPEN = frozenset(
    {Intake.COUNTER, Intake.ORAL, Intake.POST_SIGNED, Intake.POST_PLAIN}
)  # APP-2: never refused


class ApplicantKind(Labelled):
    CITIZEN = "citizen", "公民"
    ORGANISATION = "organisation", "法人或其他组织"


class IdKind(Labelled):
    ID_CARD = "id_card", "居民身份证"
    PASSPORT = "passport", "护照"
    HK_MACAU = "hk_macau", "港澳居民来往内地通行证或居住证"
    TAIWAN = "taiwan", "台湾居民来往大陆通行证或居住证"
    RESIDENCE = "residence", "外国人永久居留身份证"
    OFFICER = "officer", "军官证等其他证件"


class Carrier(Labelled):
    """载体 the applicant wants."""

    PAPER = "paper", "纸质"
    ELECTRONIC = "electronic", "电子"


class Obtain(Labelled):
    """获取方式 the applicant wants."""

    POST = "post", "邮寄"
    EMAIL = "email", "电子邮件"
    PICK_UP = "pick_up", "自行领取"
    ON_SPOT = "on_spot", "当场查阅、抄录"


class Help(Labelled):
    """Help for people with difficulties (APP-11)."""

    STAFF_FILLED = "staff_filled", "工作人员代填"
    READ_ALOUD = "read_aloud", "读给申请人听"
    LARGE_PRINT = "large_print", "大字材料"
    LANGUAGE = "language", "语言文字帮助"
    HOME_VISIT = "home_visit", "上门办理"
    OTHER = "other", "其他"


CORRECTION_REASONS = {
    "applicant": "申请人姓名、身份证明或联系方式不全",
    "description": "对所需信息的描述不清或有歧义",
    "form": "获取信息的形式要求不明确",
}  # 苏规范, S (CLK-2)
VAGUE = ("等", "所有", "全部", "一切", "相关", "有关")  # warn only (APP-4)


def receipt_day(intake: Intake, *, arrived_on: date, confirmed_on: date | None) -> date | None:
    """收到申请之日 (APP-7); None while the confirmation it counts from has not been made.

    Args:
        arrived_on: the day it was handed in, signed for, or came in; for a case of the county platform, the date of
            receipt the platform shows.
        confirmed_on: the day both sides confirmed it.

    Raises:
        ValueError: confirmed before it arrived.
    """
    if confirmed_on is not None and confirmed_on < arrived_on:
        raise ValueError("confirmed_on")
    return confirmed_on if intake in CONFIRMED else arrived_on


def confirm_by(arrived_on: date, calendar: WorkCalendar) -> date:
    """The day by whose end an application that needs confirmation must be confirmed (APP-9, D)."""
    return calendar.add(arrived_on, 1).on


def vague_words(description: str) -> list[str]:
    """Words that limit nothing, where the description is not much else (APP-4): a hint, never a refusal."""
    return [word for word in VAGUE if word in description]


def masked_name(name: str, kind: ApplicantKind) -> str:
    """A name as lists show it: a citizen's surname with stars, an organisation's name in full (PII-6)."""
    if kind == ApplicantKind.ORGANISATION:
        return name
    compound = name[:2] if name[:2] in _COMPOUND_SURNAMES and len(name) > 2 else name[:1]
    return compound + "*" * max(1, len(name) - len(compound))


_COMPOUND_SURNAMES = frozenset(
    [
        "欧阳",
        "太史",
        "端木",
        "上官",
        "司马",
        "东方",
        "独孤",
        "南宫",
        "夏侯",
        "诸葛",
        "尉迟",
        "公孙",
        "慕容",
        "司徒",
        "长孙",
        "宇文",
        "轩辕",
        "令狐",
        "皇甫",
        "申屠",
    ]
)


def retention_until(closed_on: date, years: int) -> date:
    """The day after which personal data of a closed case may be erased (PII-1; years are configuration)."""
    day = min(closed_on.day, 28) if closed_on.month == 2 else closed_on.day
    return date(closed_on.year + years, closed_on.month, day) + timedelta(days=1)


def erasable_before(today: date, years: int) -> date:
    """Cases closed before this day may be erased today: the first day whose retention has not ended (PII-1)."""
    day = date(today.year - years, today.month, min(today.day, 28))
    while retention_until(day, years) <= today:
        day += timedelta(days=1)
    return day
