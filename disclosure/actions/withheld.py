"""Papers that are not proactively public: registered by title and ground, looked at again every year (REV-1, REV-4)."""

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from catalog.actions.refusals import ActRefused
from catalog.law.vocabulary import NodeKind
from catalog.models import Node, Township, User
from catalog.rules import require
from disclosure import rules
from disclosure.actions import checking
from disclosure.actions.publications import Stale, fill, log
from disclosure.actions.publishing import evaluation_day
from disclosure.law.lifecycle import Verb
from disclosure.law.secrecy import looks_secret
from disclosure.models import Publication, Withheld

FIELDS = ("unit", "node", "title", "doc_no", "formed_on", "attribute", "exemption", "reason")
LONGEST_REMARK = 80  # characters; kept in the history
NO_SECRETS = "涉密文件连标题也不能录入。本系统为非涉密系统，请按保密规定另行登记。"


@transaction.atomic
def register(*, township: Township, by: User, at: datetime, fields: Mapping[str, object]) -> Withheld:
    """Enter a paper with its attribute, ground and reason.

    Raises:
        PermissionDenied: not an editor of the unit that formed it.
        ValidationError: a field is missing, a title that looks secret, a unit or item of another township.
    """
    paper = Withheld(township=township, decided_by=by, decided_at=at, next_evaluation_on=evaluation_day(at))
    for name in FIELDS:
        if name in fields:
            setattr(paper, name, fields[name])
    if paper.unit_id is None:
        raise ValidationError({"unit": "请选择形成单位。"})
    require(rules.may_register_withheld(by, paper.unit), "您不能替这个单位登记。")
    check(paper, at=at)
    paper.full_clean()
    _note(paper, by, at, "登记")
    paper.save()
    return paper


def check(paper: Withheld, *, at: datetime) -> None:
    """What may be registered at all.

    Raises:
        ValidationError: at the field.
    """
    if looks_secret(paper.title, paper.doc_no):
        raise ValidationError({"title": NO_SECRETS})
    if looks_secret(paper.reason):
        raise ValidationError({"reason": NO_SECRETS})
    if paper.unit.tree_id != paper.township.unit.tree_id:
        raise ValidationError({"unit": "这个单位不属于本乡镇。"})
    if paper.node and (
        paper.node.kind != NodeKind.ITEM or paper.node.township_id not in (None, paper.township_id)
    ):
        raise ValidationError({"node": "请选择本乡镇目录里的一个公开事项。"})
    if paper.formed_on and paper.formed_on > timezone.localdate(at):
        raise ValidationError({"formed_on": "成文日期不能晚于今天。"})


@transaction.atomic
def keep_closed(*, pk: int, by: User, at: datetime, remark: str, version: int | None = None) -> Withheld:
    """Record that the ground still holds; it is looked at again in a year."""
    paper = _evaluated(pk, by, version)
    paper.next_evaluation_on = evaluation_day(at)
    _note(paper, by, at, f"评估：继续不公开。{_remark(remark)}")
    paper.save()
    return paper


@transaction.atomic
def open_up(
    *, pk: int, by: User, at: datetime, remark: str, node: Node, version: int | None = None
) -> Publication:
    """Start a draft of what may be opened now; it passes every level like any other (REV-4).

    Raises:
        ActRefused: no remark, opened already, or changed meanwhile.
        ValidationError: the item is none of the township's.
    """
    paper = _evaluated(pk, by, version)
    draft = Publication(township=paper.township, created_by=by, created_at=at)
    ground = f"经评估可以公开：{_remark(remark)}"
    fill(
        draft,
        {
            "title": paper.title, "unit": paper.unit, "node": node, "formed_on": paper.formed_on,
            "doc_no": paper.doc_no, "attribute_ground": ground,
        },
    )  # fmt: skip
    draft.full_clean()
    draft.save()
    log(draft, Verb.CREATE, by=by, at=at, note="由不公开文件登记转来")
    checking.check(draft, at=at)
    paper.opened_as = draft
    _note(paper, by, at, f"评估：转为公开。{_remark(remark)}")
    paper.save()
    return draft


def _evaluated(pk: int, by: User, version: int | None) -> Withheld:
    """Lock the paper for an evaluation and count it."""
    rows = Withheld.objects.select_for_update(of=("self",)).select_related("township__unit", "unit")
    paper = rows.get(pk=pk)
    require(rules.may_evaluate_withheld(by, paper.unit), "您不能评估这个单位的文件。")
    if version is not None and version != paper.version:
        raise Stale("这份登记刚被别人办理过，请看过现在的情况再办。")
    if paper.opened_as_id is not None:
        raise ActRefused("这份文件已经转为公开，不再评估。")
    paper.version += 1
    return paper


def _remark(remark: str) -> str:
    remark = remark.strip()
    if not remark:
        raise ActRefused("请写明评估的结论和理由。")
    if len(remark) > LONGEST_REMARK:
        raise ActRefused(f"评估意见请写在{LONGEST_REMARK}字以内。")
    return remark


def _note(paper: Withheld, by: User, at: datetime, what: str) -> None:
    """Who, when and why, as the history keeps it."""
    paper._history_user = by  # type: ignore[attr-defined]
    paper._history_date = at  # type: ignore[attr-defined]
    paper._change_reason = what  # type: ignore[attr-defined]
