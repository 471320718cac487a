"""Consultation of residents: a draft put to the public for a period, comments, and what was made of them (INT-7)."""

from collections.abc import Iterable
from datetime import date, datetime, time
from html import escape

from django.db import transaction
from django.utils import timezone

from catalog.actions.refusals import ActRefused
from catalog.models import Node, Township, Unit, User
from catalog.rules import require
from disclosure import rules
from disclosure.actions import checking
from disclosure.actions.explaining import TITLE, same_drafts, start
from disclosure.actions.publications import step
from disclosure.checks.explaining import FEEDBACK_MADE, FELL_THROUGH
from disclosure.law.explaining import (
    SOLICITATION_DAYS,
    Adopted,
    is_open,
    revised_period_fault,
    solicitation_too_short,
)
from disclosure.law.kinds import Kind
from disclosure.law.lifecycle import ONCE_PUBLIC, Verb
from disclosure.models import Comment, CommentSource, Publication, Solicitation
from disclosure.models.publications import is_public

COMMENT_MAX = 3000
GIST_MAX, REPLY_MAX = 300, 500


# ---- the consultation ---------------------------------------------------------------------------------------
@transaction.atomic
def solicit(
    *,
    township: Township,
    unit: Unit,
    node: Node,
    title: str,
    opens_on: date,
    closes_on: date,
    ways: str,
    by: User,
    at: datetime,
    short_reason: str = "",
    text: str = "",
) -> Publication:
    """Start a consultation; draft and explanation are its text. Sent twice it gives the same draft.

    Raises:
        ActRefused: a period that ended before it began, has passed, or is short without a reason.
        PermissionDenied: the person does not write for the unit.
        ValidationError: a field is missing, or unit or item belong elsewhere.
    """
    _check_period(opens_on, closes_on, short_reason, timezone.localdate(at))
    title = title.strip()[:TITLE]
    before = same_drafts(township, Kind.SOLICITATION, title, node, by).filter(
        solicitation__opens_on=opens_on, solicitation__closes_on=closes_on, solicitation__ways=ways.strip()
    )
    if found := before.first():
        return found
    made = start(township, Kind.SOLICITATION, title, text, unit=unit, node=node, by=by, at=at)
    row = Solicitation(
        publication=made, opens_on=opens_on, closes_on=closes_on, short_reason=short_reason.strip(),
        ways=ways.strip(),
    )  # fmt: skip
    row.full_clean()
    row.save()
    checking.check(made, at=at)
    return made


@transaction.atomic
def change_solicitation(
    *,
    pk: int,
    opens_on: date,
    closes_on: date,
    ways: str,
    by: User,
    at: datetime,
    short_reason: str = "",
    version: int | None = None,
) -> Publication:
    """Change period or ways of a consultation that is still a draft, or of a revision of a public one.

    The end of a public one may be put off, and brought forward no further than leaves the lawful days or with a reason.

    Raises:
        StepRefused: not a draft.
        ActRefused, ValidationError: as at its start; of a revision also the first day of a period that has begun, or
            another period once the feedback is made.
    """
    publication = step(pk, Verb.EDIT, by=by, at=at, version=version)
    row = Solicitation.objects.filter(pk=pk).first()
    if row is None:
        raise ActRefused("这条信息不是征求意见。")
    if publication.revises_id:
        _check_revised(publication, opens_on, closes_on, short_reason, timezone.localdate(at))
    else:
        _check_period(opens_on, closes_on, short_reason, timezone.localdate(at))
    row.opens_on, row.closes_on = opens_on, closes_on
    row.short_reason, row.ways = short_reason.strip(), ways.strip()
    row.full_clean()
    row.save()
    publication.save()
    publication.solicitation = row
    checking.check(publication, at=at)
    return publication


def _check_period(opens_on: date, closes_on: date, short_reason: str, today: date) -> None:
    if closes_on < opens_on:
        raise ActRefused("截止日期不能早于开始日期。")
    if closes_on < today:
        raise ActRefused("截止日期不能早于今天。")
    if solicitation_too_short(opens_on, closes_on) and not short_reason.strip():
        raise ActRefused(f"征求意见一般不少于{SOLICITATION_DAYS}日；确需缩短的，请写明理由，群众会看到。")


def _check_revised(
    revision: Publication, opens_on: date, closes_on: date, short_reason: str, today: date
) -> None:
    """A period residents know already: nobody who counts on a day of it may lose that day without being told why."""
    row = Solicitation.objects.select_related("publication", "feedback").get(pk=revision.revises_id)
    if (row.opens_on, row.closes_on) == (opens_on, closes_on):
        return
    if row.feedback is not None and row.feedback.state not in FELL_THROUGH:
        raise ActRefused(FEEDBACK_MADE)
    since = timezone.localdate(row.publication.public_from)
    if fault := revised_period_fault(
        (row.opens_on, row.closes_on), (opens_on, closes_on), public_since=since, today=today
    ):
        raise ActRefused(fault)
    if solicitation_too_short(max(opens_on, since), closes_on) and not short_reason.strip():
        raise ActRefused(f"改后从公开到截止不足{SOLICITATION_DAYS}日；确需缩短的，请写明理由，群众会看到。")


# ---- comments -----------------------------------------------------------------------------------------------
@transaction.atomic
def comment(*, pk: int, text: str, token: str, at: datetime) -> Comment:
    """Keep a resident's comment, without a name. The same page sent twice keeps one.

    Args:
        token: of the page and the words sent from it.

    Raises:
        ActRefused: not public, outside the period, empty or too long.
    """
    row = _locked(pk)
    pub = row.publication
    if not is_public(pub.state, pub.public_from, pub.public_until, at):
        raise ActRefused("现在不能提交意见。")
    if not is_open(row.opens_on, row.closes_on, timezone.localdate(at)):
        raise ActRefused("现在不在征求意见的期间内，意见没有保存。")
    return _kept(row, text, token, received_at=at)


@transaction.atomic
def record_comment(
    *,
    pk: int,
    source: CommentSource | str,
    text: str,
    received_on: date,
    token: str,
    by: User,
    at: datetime,
) -> Comment:
    """Write down a comment given at the counter, by post, by telephone or at a meeting.

    Raises:
        ActRefused: never public, received outside the period, not in words, or the feedback is made already.
        PermissionDenied: the person does not write for the unit.
    """
    row = _locked(pk)
    require(rules.may_hear(by, row.publication), "意见由发布单位的经办人录入。")
    if row.publication.state not in ONCE_PUBLIC:
        raise ActRefused("还没有公开征求意见，不能录入意见。")
    if source not in CommentSource.values or source == CommentSource.WEB:
        raise ActRefused("请选择意见是怎样收到的。")
    if received_on > timezone.localdate(at) or not is_open(row.opens_on, row.closes_on, received_on):
        raise ActRefused("收到日期须在征求意见的期间以内，不能晚于今天。")
    _require_no_feedback(row)
    moment = at if received_on == timezone.localdate(at) else _start_of(received_on)
    return _kept(row, text, token, received_at=moment, source=CommentSource(source), by=by)


def _kept(
    row: Solicitation,
    text: str,
    token: str,
    *,
    received_at: datetime,
    source: CommentSource = CommentSource.WEB,
    by: User | None = None,
) -> Comment:
    words = text.strip()
    if not words:
        raise ActRefused("请填写意见。")
    if len(words) > COMMENT_MAX:
        raise ActRefused(f"意见最多{COMMENT_MAX}字，现在是{len(words)}字。")
    if not token:
        raise ActRefused("页面已经失效，请刷新后再提交。")
    made, _ = Comment.objects.get_or_create(
        solicitation=row,
        token=token[:32],
        defaults={"text": words, "source": source, "received_at": received_at, "recorded_by": by},
    )
    return made


@transaction.atomic
def settle_comment(
    *,
    pk: int,
    adopted: Adopted | str,
    gist: str,
    reply: str,
    by: User,
    at: datetime,
    seen: datetime | None = None,
) -> Comment:
    """Write down what became of a comment and why. Gist and reason are published, the comment's own words never.

    Args:
        seen: when it had been settled last, as the person's page showed it.

    Raises:
        ActRefused: undecided, without gist or reason, settled by someone else meanwhile, or the feedback is made.
        PermissionDenied: the person does not write for the unit.
    """
    solicitation_pk = Comment.objects.values_list("solicitation_id", flat=True).get(pk=pk)
    row = _locked(solicitation_pk)
    require(rules.may_hear(by, row.publication), "意见由发布单位的经办人处理。")
    found = Comment.objects.select_related("settled_by").get(pk=pk)
    if found.settled_at != seen:
        raise ActRefused(f"{found.settled_by}刚刚处理过这条意见。您填写的内容还在，请核对后再保存。")
    _require_no_feedback(row)
    if adopted not in set(Adopted) or adopted == Adopted.OPEN:
        raise ActRefused("请选择处理结果。")
    if not reply.strip():
        raise ActRefused("请写明采纳或未采纳的理由。")
    if not gist.strip() and adopted != Adopted.NOTED:
        raise ActRefused("请归纳意见要点，公布时只写要点，不写原话。")
    if len(gist.strip()) > GIST_MAX or len(reply.strip()) > REPLY_MAX:
        raise ActRefused(f"要点最多{GIST_MAX}字，理由最多{REPLY_MAX}字。")
    found.adopted, found.gist, found.reply = Adopted(adopted), gist.strip(), reply.strip()
    found.settled_by, found.settled_at = by, at
    found.save()
    return found


def _locked(pk: int) -> Solicitation:
    """The consultation, its publication held: comments and their feedback wait for one another."""
    publication = (
        Publication.objects.select_for_update(of=("self",)).select_related("unit", "node").get(pk=pk)
    )
    row = Solicitation.objects.select_related("feedback").get(pk=pk)
    row.publication = publication
    return row


def _require_no_feedback(row: Solicitation) -> None:
    if row.feedback is not None and row.feedback.state not in FELL_THROUGH:
        raise ActRefused("采纳情况已经起草，不能再改意见。要改，请先作废那份草稿。")


def _start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


# ---- feedback -----------------------------------------------------------------------------------------------
@transaction.atomic
def publish_feedback(*, pk: int, by: User, at: datetime) -> Publication:
    """Draft what was adopted and why, from the settled comments; it passes all levels of review like everything else.

    Raises:
        ActRefused: the period is open, a comment is unsettled, it never was public, or there is one already.
        PermissionDenied: the person does not write for the unit.
    """
    row = _locked(pk)
    pub = row.publication
    require(rules.may_hear(by, pub), "采纳情况由发布单位的经办人起草。")
    if pub.state not in ONCE_PUBLIC:
        raise ActRefused("还没有公开征求意见。")
    if timezone.localdate(at) <= row.closes_on:
        raise ActRefused(f"征求意见到 {row.closes_on:%Y-%m-%d} 才截止，之后再公布采纳情况。")
    _require_no_feedback(row)
    comments = list(row.comments.order_by("received_at", "pk"))
    unsettled = sum(one.adopted == Adopted.OPEN for one in comments)
    if unsettled:
        raise ActRefused(f"还有{unsettled}条意见没有处理，不能公布采纳情况。")
    township = Township.objects.get(pk=pub.township_id)
    title = f"“{pub.title[: TITLE - 20]}”采纳情况"
    made = start(
        township, Kind.FEEDBACK, title, feedback_text(pub.title, row, comments), unit=pub.unit, node=pub.node,
        by=by, at=at,
    )  # fmt: skip
    row.feedback = made
    row.save(update_fields=["feedback"])
    checking.check(made, at=at)
    return made


def feedback_text(title: str, row: Solicitation, comments: Iterable[Comment]) -> str:
    """Counts by result, then gist and reason of each group; no comment's own words, no name."""
    groups: dict[Adopted, dict[tuple[str, str], int]] = {}
    for one in comments:
        group = groups.setdefault(Adopted(one.adopted), {})
        group[one.gist, one.reply] = group.get((one.gist, one.reply), 0) + 1
    total = sum(sum(group.values()) for group in groups.values())
    period = f"{_day(row.opens_on)}至{_day(row.closes_on)}"
    if not total:
        return f"<p>{period}，就“{escape(title)}”公开征求意见，期间没有收到意见。</p>"
    counts = "，".join(f"{one.label}{sum(groups[one].values())}条" for one in Adopted if one in groups)
    parts = [f"<p>{period}，就“{escape(title)}”公开征求意见，共收到意见{total}条：{counts}。</p>"]
    for result in Adopted:
        if result in groups:
            lines = "".join(_line(gist, reply, n) for (gist, reply), n in groups[result].items())
            parts.append(f"<h2>{result.label}</h2><ol>{lines}</ol>")
    return "".join(parts)


def _line(gist: str, reply: str, number: int) -> str:
    many = f"（{number}条）" if number > 1 else ""
    return f"<li>{escape(gist) or '其他意见'}{many}<br>说明：{escape(reply)}</li>"


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
