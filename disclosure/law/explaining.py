"""Interpretation of documents and response to public concern (section N): what is owed, by when."""

from datetime import date, datetime, timedelta

from catalog.law.vocabulary import Labelled
from catalog.law.workdays import Due, WorkCalendar
from disclosure.law.duties import Light
from disclosure.law.kinds import Kind

SHORT_VIDEO_SECONDS = 60  # of the short-video pack, the design's own measure
SOLICITATION_DAYS = 30  # 重大行政决策程序暂行条例第十五条 (INT-7)


class Form(Labelled):
    """How a document is explained (INT-5)."""

    TEXT = "text", "文字解读"
    PICTURE = "picture", "图解"
    QUESTIONS = "questions", "问答"
    VIDEO = "video", "视频"
    AUDIO = "audio", "音频"
    LETTER = "letter", "一封信"


class Severity(Labelled):
    """What a response answers; the term runs in hours, day and night, from when it became known (INT-6)."""

    MAJOR = "major", "特别重大、重大突发事件"
    OTHER = "other", "其他政务舆情"


RESPONSE_HOURS: dict[Severity, int] = {Severity.MAJOR: 5, Severity.OTHER: 48}
CONFERENCE_HOURS = 24  # press conference on a major event
SOON = timedelta(hours=2)  # D: from here on the light of a response is orange
ANSWERS = frozenset({Kind.RESPONSE, Kind.CLARIFICATION})  # what answers public concern
# What speaks about something else: it is neither interpreted nor answered itself.
ABOUT_OTHERS = ANSWERS | {Kind.INTERPRETATION, Kind.FEEDBACK}


class Adopted(Labelled):
    """What became of a resident's comment."""

    OPEN = "", "待处理"
    YES = "yes", "采纳"
    PARTLY = "partly", "部分采纳"
    NO = "no", "未采纳"
    NOTED = "noted", "不涉及本草案，已转办"


def interpretation_due(published_on: date, calendar: WorkCalendar, days: int) -> Due:
    """The last day for the interpretation of a document published on this day (INT-3).

    Args:
        days: working days the township gives itself (`Township.interpretation_days`); the figure is no law of the land.
    """
    return calendar.add(published_on, days)


def response_due(aware_at: datetime, severity: Severity) -> datetime:
    """The instant by which authoritative information must be out (INT-6)."""
    return aware_at + timedelta(hours=RESPONSE_HOURS[severity])


def conference_due(aware_at: datetime, severity: Severity) -> datetime | None:
    """The instant by which the press conference is held; None where none is asked for."""
    return aware_at + timedelta(hours=CONFERENCE_HOURS) if severity == Severity.MAJOR else None


def response_light(due_at: datetime, at: datetime) -> Light:
    """Traffic light of a response that is not out yet."""
    if at > due_at:
        return Light.RED
    return Light.ORANGE if due_at - at <= SOON else Light.GREEN


def is_open(opens_on: date, closes_on: date, today: date) -> bool:
    """Whether comments are taken on this day; both ends included."""
    return opens_on <= today <= closes_on


def solicitation_too_short(opens_on: date, closes_on: date) -> bool:
    """Whether a period of consultation needs a stated reason for being short (INT-7).

    Raises:
        ValueError: it closes before it opens.
    """
    if closes_on < opens_on:
        raise ValueError("closes_on")
    return (closes_on - opens_on).days < SOLICITATION_DAYS


def revised_period_fault(
    old: tuple[date, date], new: tuple[date, date], *, public_since: date, today: date
) -> str:
    """Why the period of a public consultation may not be changed so; "" where it may (INT-7).

    Args:
        old, new: first and last day; both ends included.
        public_since: the day it became public.
    """
    if old == new:
        return ""
    if new[1] < new[0]:
        return "截止日期不能早于开始日期。"
    if max(old[0], public_since) <= today and new[0] != old[0]:
        return "征求意见已经开始，开始日期不能改。"
    if new[1] < today:
        return f"截止日期 {new[1]:%Y-%m-%d} 已经过去。要提前结束，最早改到今天。"
    return ""
