"""Dynamic adjustment of the catalog: draft, residents' opinions, approval, and the rows changed all together."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from catalog import rules
from catalog.actions.generations import raise_generation
from catalog.actions.refusals import ActRefused
from catalog.actions.revision_rows import apply_change
from catalog.law.vocabulary import Channel, Level, NodeKind, Origin
from catalog.models import (
    CatalogRevision,
    ChangeKind,
    CommentResult,
    Node,
    RevisionChange,
    RevisionComment,
    RevisionState,
    Township,
    User,
)
from catalog.queries.revisions import OWN_FIELDS, fields_for, snapshot

COMMENT_MAX = 1000
_CHOICES = {"channels": Channel, "levels": Level}
_STALE = "这份目录调整刚被别人改过，还没有保存您的内容。请核对现在的内容，确认后再提交一次。"
_STATES_TO_EDIT = "只有草稿，或征求意见已结束、尚未批准的目录调整可以修改。"


@transaction.atomic
def create(*, township: Township, title: str, summary: str = "", by: User, at: datetime) -> CatalogRevision:
    """Begin a revision. Nobody but the office sees it before it is opened for opinions or approved."""
    rules.require(rules.may_keep_catalog(by, township))
    if not title.strip():
        raise ActRefused("请填写目录调整的名称。")
    return CatalogRevision.objects.create(
        township=township, title=title.strip()[:120], summary=summary.strip(), created_by=by
    )


@transaction.atomic
def edit(*, pk: int, version: int, title: str, summary: str, by: User, at: datetime) -> CatalogRevision:
    """Change name and explanation."""
    revision = _editable(pk, version, by=by, at=at)
    if not title.strip():
        raise ActRefused("请填写目录调整的名称。")
    revision.title, revision.summary = title.strip()[:120], summary.strip()
    return _saved(revision)


@transaction.atomic
def add_row(
    *, pk: int, version: int, parent_pk: int, values: dict[str, Any], reason: str, by: User, at: datetime
) -> RevisionChange:
    """Plan a new item of the township's own under a domain, column or group."""
    revision = _editable(pk, version, by=by, at=at)
    parent = (
        Node.objects.of_township(revision.township).exclude(kind=NodeKind.ITEM).filter(pk=parent_pk).first()
    )
    if parent is None or parent.origin == Origin.VILLAGE:
        raise ActRefused("请选择本镇目录里的领域或分类，新事项列入其下。")
    after = {
        name: value for name, value in values.items() if name in OWN_FIELDS and value not in ("", [], None)
    }
    _check_values(after, needs=("name", "elements"))
    change = RevisionChange.objects.create(
        revision=revision,
        kind=ChangeKind.ADD,
        parent=parent,
        after=after,
        reason=reason.strip(),
        position=revision.changes.count(),
    )
    _saved(revision)
    return change


@transaction.atomic
def change_row(
    *, pk: int, version: int, node_pk: int, values: dict[str, Any], reason: str, by: User, at: datetime
) -> RevisionChange:
    """Plan new wording for an item; what it says now is noted, and looked at again at approval.

    Planned a second time the row is compared anew, so a plan refused as outdated is mended by saving it again.
    """
    revision = _editable(pk, version, by=by, at=at)
    node = _row(revision, node_pk)
    before = snapshot(node, revision.township)
    allowed = fields_for(node, revision.township)
    after = {
        name: value
        for name, value in values.items()
        if name in allowed and (value or "") != (before[name] or "")
    }
    if not after:
        raise ActRefused("没有改动任何一栏。国家和县级事项只能改本镇的表述，名称、方式等不能改。")
    _check_values(after)
    change = _planned(revision, node, ChangeKind.CHANGE, before=before, after=after, reason=reason)
    _saved(revision)
    return change


@transaction.atomic
def retire_row(*, pk: int, version: int, node_pk: int, reason: str, by: User, at: datetime) -> RevisionChange:
    """Plan that an item stops (the township's own) or is not involved here (a shared row). Needs a reason."""
    revision = _editable(pk, version, by=by, at=at)
    node = _row(revision, node_pk)
    if not reason.strip():
        raise ActRefused("停止一个事项须写明理由，群众会看到这条理由。")
    change = _planned(
        revision, node, ChangeKind.RETIRE, before=snapshot(node, revision.township), after={}, reason=reason
    )
    _saved(revision)
    return change


@transaction.atomic
def remove_row(*, pk: int, version: int, change_pk: int, by: User, at: datetime) -> None:
    """Take one planned change out again."""
    revision = _editable(pk, version, by=by, at=at)
    revision.changes.filter(pk=change_pk).delete()
    _saved(revision)


@transaction.atomic
def open_consultation(
    *, pk: int, version: int, consult_from: date, consult_until: date, by: User, at: datetime
) -> CatalogRevision:
    """Ask residents from one day to another, both included. The draft becomes public on the first day."""
    revision = _locked(pk, version, by=by)
    today = timezone.localdate(at)
    if revision.state != RevisionState.DRAFT:
        raise ActRefused("只有草稿可以开始征求意见。")
    if not revision.changes.exists():
        raise ActRefused("还没有调整内容，不能征求意见。")
    if consult_from < today:
        raise ActRefused("征求意见的开始日期不能早于今天。")
    if consult_until < consult_from:
        raise ActRefused("征求意见的截止日期不能早于开始日期。")
    revision.state = RevisionState.CONSULTING
    revision.consult_from, revision.consult_until = consult_from, consult_until
    raise_generation(revision.township_id)
    return _saved(revision)


@transaction.atomic
def comment(*, pk: int, text: str, at: datetime, by: User | None = None) -> RevisionComment:
    """Keep an opinion. `by` is the member of staff who records one given on paper; a resident gives no name.

    Raises:
        ActRefused: outside the period, empty or too long.
        PermissionDenied: recorded by someone who does not keep this township's catalog.
    """
    revision = (
        CatalogRevision.objects.select_for_update(of=("self",)).select_related("township__unit").get(pk=pk)
    )
    if by is not None:
        rules.require(rules.may_keep_catalog(by, revision.township))
    if not is_open(revision, timezone.localdate(at)):
        raise ActRefused("现在不在征求意见的期间内，意见没有保存。")
    text = text.strip()
    if not text:
        raise ActRefused("请填写意见。")
    if len(text) > COMMENT_MAX:
        raise ActRefused(f"意见最多{COMMENT_MAX}字，现在是{len(text)}字。")
    return RevisionComment.objects.create(revision=revision, text=text, recorded_by=by, created_at=at)


@transaction.atomic
def answer_comment(*, pk: int, result: str, reply: str, by: User, at: datetime) -> RevisionComment:
    """Write down whether an opinion is taken up; shown to residents once the period is over."""
    opinion = (
        RevisionComment.objects.select_for_update(of=("self",))
        .select_related("revision__township__unit")
        .get(pk=pk)
    )
    revision = opinion.revision
    rules.require(rules.may_keep_catalog(by, revision.township))
    if revision.state != RevisionState.CONSULTING:
        raise ActRefused("这份目录调整已办结，不能再改意见的采纳情况。")
    if result not in CommentResult.values or result == CommentResult.OPEN:
        raise ActRefused("请选择采纳情况。")
    if result in {CommentResult.DECLINED, CommentResult.PARTLY} and not reply.strip():
        raise ActRefused("未采纳或部分采纳须说明理由。")
    if len(reply.strip()) > 500:
        raise ActRefused("说明最多500字。")
    opinion.result, opinion.reply = result, reply.strip()
    opinion.save(update_fields=["result", "reply"])
    raise_generation(revision.township_id)
    return opinion


@transaction.atomic
def approve(
    *, pk: int, version: int, approved_by: str, approved_on: date, effective_on: date, by: User, at: datetime
) -> CatalogRevision:
    """Enter the approval and apply every change, all or none.

    Raises:
        ActRefused: opinions unanswered, dates that cannot be, or a row that changed since it was planned.
    """
    revision = _locked(pk, version, by=by)
    today = timezone.localdate(at)
    changes = list(revision.changes.select_related("node__township", "parent").order_by("position", "pk"))
    _check_approval(revision, changes, approved_by, approved_on, effective_on, today)
    for change in changes:
        apply_change(change, revision.township, effective_on=effective_on, by=by, at=at)
    revision.state = RevisionState.APPROVED
    revision.approved_by, revision.approved_on = approved_by.strip()[:120], approved_on
    revision.effective_on = effective_on
    raise_generation(revision.township_id)
    return _saved(revision)


@transaction.atomic
def drop(*, pk: int, version: int, by: User, at: datetime) -> CatalogRevision:
    """Give up a revision that was not approved. It leaves the public pages; opinions are kept."""
    revision = _locked(pk, version, by=by)
    if revision.state not in {RevisionState.DRAFT, RevisionState.CONSULTING}:
        raise ActRefused(f"“{revision.get_state_display()}”的目录调整不能作废。")
    revision.state = RevisionState.DROPPED
    raise_generation(revision.township_id)
    return _saved(revision)


def is_open(revision: CatalogRevision, today: date) -> bool:
    """Whether residents may give opinions on this day; both ends included."""
    return (
        revision.state == RevisionState.CONSULTING
        and revision.consult_from is not None
        and revision.consult_until is not None
        and revision.consult_from <= today <= revision.consult_until
    )


def is_over(revision: CatalogRevision, today: date) -> bool:
    return (
        revision.state == RevisionState.CONSULTING
        and revision.consult_until is not None
        and revision.consult_until < today
    )


def may_edit(revision: CatalogRevision, today: date) -> bool:
    """Rows may be planned in a draft, and again once residents were heard; not while they read it."""
    return revision.state == RevisionState.DRAFT or is_over(revision, today)


def _check_approval(
    revision: CatalogRevision,
    changes: list[RevisionChange],
    approved_by: str,
    approved_on: date,
    effective_on: date,
    today: date,
) -> None:
    if not may_edit(revision, today):
        raise ActRefused("草稿或征求意见已结束的目录调整才能批准。")
    if not changes:
        raise ActRefused("还没有调整内容，不能批准。")
    unanswered = revision.comments.filter(result=CommentResult.OPEN).count()
    if unanswered:
        raise ActRefused(f"还有{unanswered}条群众意见没有写明采纳情况，不能批准。")
    if not approved_by.strip():
        raise ActRefused("请填写批准机关或会议。")
    if approved_on > today:
        raise ActRefused("批准日期不能晚于今天。")
    if effective_on < approved_on:
        raise ActRefused("施行日期不能早于批准日期。")
    if effective_on > today and any(change.kind == ChangeKind.CHANGE for change in changes):
        raise ActRefused("调整表述的事项自批准录入时生效：施行日期还没有到，请在施行当天录入批准。")


def _locked(pk: int, version: int, *, by: User) -> CatalogRevision:
    revision = (
        CatalogRevision.objects.select_for_update(of=("self",)).select_related("township__unit").get(pk=pk)
    )
    rules.require(rules.may_keep_catalog(by, revision.township))
    if revision.version != version:
        raise ActRefused(_STALE)
    return revision


def _editable(pk: int, version: int, *, by: User, at: datetime) -> CatalogRevision:
    revision = _locked(pk, version, by=by)
    if not may_edit(revision, timezone.localdate(at)):
        raise ActRefused(_STATES_TO_EDIT)
    return revision


def _saved(revision: CatalogRevision) -> CatalogRevision:
    revision.version += 1
    revision.save()
    return revision


def _row(revision: CatalogRevision, node_pk: int) -> Node:
    node = (
        Node.objects.of_township(revision.township)
        .items()
        .exclude(origin=Origin.VILLAGE)
        .filter(pk=node_pk)
        .first()
    )
    if node is None:
        raise ActRefused("所选的目录事项不存在，或不属于本镇目录。")
    if node.in_force_until is not None:
        raise ActRefused(f"“{node.name}”已停止，不能再调整。")
    return node


def _planned(
    revision: CatalogRevision, node: Node, kind: ChangeKind, *, before: dict, after: dict, reason: str
) -> RevisionChange:
    """One plan per row and revision: a second one takes the place of the first."""
    change = RevisionChange.objects.filter(revision=revision, node=node).first()
    if change is None:
        change = RevisionChange(revision=revision, node=node, position=revision.changes.count())
    change.kind, change.before, change.after, change.reason = kind, before, after, reason.strip()[:300]
    change.save()
    return change


def _check_values(values: dict[str, Any], needs: tuple[str, ...] = ()) -> None:
    """Length and choice of every column as the table has them."""
    for name in needs:
        if not values.get(name):
            raise ActRefused(f"请填写“{Node._meta.get_field(name).verbose_name}”。")
    for name, value in values.items():
        field = Node._meta.get_field(name)
        try:
            if name in _CHOICES:
                for part in value:
                    _CHOICES[name](part)
            field.clean(value, None)
        except ValueError:
            raise ActRefused(f"“{field.verbose_name}”里有认不出的值。") from None
        except ValidationError as refused:
            raise ActRefused(f"“{field.verbose_name}”：{'；'.join(refused.messages)}") from None
