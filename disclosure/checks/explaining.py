"""What the check desk asks of interpretations, responses and consultations, and of documents that need one."""

from collections.abc import Iterator
from datetime import date

from django.utils import timezone

from disclosure.law.explaining import (
    ANSWERS,
    SOLICITATION_DAYS,
    revised_period_fault,
    solicitation_too_short,
)
from disclosure.law.kinds import EXPLAINED, Kind
from disclosure.law.lifecycle import ENDED, State
from disclosure.models import Interpretation, Publication, Response, Solicitation

_Said = Iterator[tuple[str, str, str]]
_KINDS_OF = {
    "interpretation": {Kind.INTERPRETATION},
    "response": ANSWERS,
    "solicitation": {Kind.SOLICITATION},
}
_DRAFTED_AS = {"interpretation": "政策解读", "response": "回应关切", "solicitation": "征求意见"}
# A feedback that came to nothing: another may be made.
FELL_THROUGH = frozenset({State.DROPPED, State.BARRED, State.WITHDRAWN})
FEEDBACK_MADE = "采纳情况已经起草，不能再改期限。要改，请先作废那份草稿。"
SIGNED = frozenset({State.SCHEDULED, State.PUBLISHED})  # of an interpretation: it goes out with its document


def extension_of(publication: Publication) -> Interpretation | Response | Solicitation | None:
    """What only a publication of its kind has; None for other kinds. A revision has its own."""
    name = next((name for name, kinds in _KINDS_OF.items() if publication.kind in kinds), None)
    return getattr(publication, name, None) if name and publication.pk else None


def extension_texts(publication: Publication) -> list[tuple[str, str]]:
    """Every text of the extension that a resident reads, with where it stands."""
    row = extension_of(publication)
    if isinstance(row, Interpretation):
        return [("解读单位或人员", row.contact), ("咨询电话", row.phone)]
    if isinstance(row, Response) and publication.kind == Kind.CLARIFICATION:
        return [("依据", row.basis)]  # the rest stands in its elements
    if isinstance(row, Response):
        told = [("群众的疑问或误解", row.misconception), ("事实", row.facts), ("依据", row.basis)]
        return [*told, ("咨询电话", row.phone)]
    if isinstance(row, Solicitation):
        return [("反馈方式", row.ways), ("不足30日的理由", row.short_reason)]
    return []


def _extensions(publication: Publication) -> set[str]:
    """The extension rows it has, whatever its kind. 1 query."""
    rows = Publication.objects.filter(pk=publication.pk).values_list(*(f"{name}__pk" for name in _KINDS_OF))
    return {name for found in rows for name, pk in zip(_KINDS_OF, found, strict=True) if pk is not None}


def extension_faults(publication: Publication, today: date) -> _Said:
    """What is missing before it can be handed in (INT-4…7)."""
    kind, row = Kind(publication.kind), extension_of(publication)
    original = publication.revises
    if original is not None and not _extensions(original):
        return  # it never had one, and no form makes one now
    there = _extensions(publication)
    for name, kinds in _KINDS_OF.items():
        if kind not in kinds and name in there:
            yield "种类", f"这条信息是作为“{_DRAFTED_AS[name]}”起草的，种类不能改成“{kind.label}”。", ""
    if kind == Kind.INTERPRETATION and not (isinstance(row, Interpretation) and row.documents.exists()):
        yield "解读的文件", "政策解读须写明解读哪份文件，请从那份文件的办理页面起草解读。", ""
    if kind == Kind.RESPONSE and row is None:
        yield "回应内容", "回应须写明误解、事实、依据和咨询电话，请从“解读和回应”里起草。", ""
    if kind == Kind.SOLICITATION:
        if not isinstance(row, Solicitation):
            yield "征求意见期限", "征求意见须写明起止日期和反馈方式，请从“解读和回应”里起草。", ""
        elif original is not None:
            yield from _revised_period(row, original, today)
        elif row.closes_on < today and publication.published_at is None:
            yield "征求意见期限", f"截止日期 {row.closes_on:%Y-%m-%d} 已经过去，请修改期限。", ""


def _revised_period(row: Solicitation, original: Publication, today: date) -> _Said:
    """A period that was right to change so when it was written, and is no longer (INT-7)."""
    old = Solicitation.objects.select_related("feedback").get(pk=original.pk)
    if _same_period(row, old):
        return
    since = timezone.localdate(original.public_from)
    if fault := revised_period_fault(
        (old.opens_on, old.closes_on), (row.opens_on, row.closes_on), public_since=since, today=today
    ):
        yield "征求意见期限", fault, ""
    if old.feedback is not None and old.feedback.state not in FELL_THROUGH:
        yield "征求意见期限", FEEDBACK_MADE, ""


def _same_period(one: Solicitation, other: Solicitation) -> bool:
    return (one.opens_on, one.closes_on) == (other.opens_on, other.closes_on)


def early_or_alone(publication: Publication) -> _Said:
    """A document under review whose interpretation is not signed: it would go out alone (INT-1)."""
    pub = publication
    if pub.kind not in EXPLAINED or pub.interpretation_exemption.strip() or pub.revises_id:
        return
    if pub.state == State.DRAFT or pub.state in ENDED or pub.published_at is not None or not pub.pk:
        return
    if not pub.interpretations.filter(publication__state__in=sorted(SIGNED)).exists():
        yield "政策解读", "解读还没有签发。请先签发解读，它会与本文件同时公开。", ""


def short_period(publication: Publication, today: date) -> _Said:
    """A consultation that, opened today, would be too short without a reason (INT-7)."""
    row = extension_of(publication)
    if not isinstance(row, Solicitation) or publication.published_at is not None or row.short_reason.strip():
        return
    original = publication.revises
    if original is not None and original.public_from is not None:
        if _same_period(row, original.solicitation):
            return
        opens = max(row.opens_on, timezone.localdate(original.public_from))
    else:
        opens = max(row.opens_on, today)
    if opens <= row.closes_on and solicitation_too_short(opens, row.closes_on):
        yield (
            "征求意见期限",
            f"从{'公开' if original else '现在'}到截止只{'有' if original else '剩'}{(row.closes_on - opens).days}天，不足{SOLICITATION_DAYS}日，请改期限或写明理由。",
            "",
        )
