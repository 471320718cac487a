"""A resident's question about what a village published: taken in, answered, looked into by the township (VIL-3)."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from catalog.actions.generations import raise_generation
from catalog.actions.refusals import ActRefused
from catalog.law.vocabulary import UnitKind
from catalog.models import Township, Unit, User
from catalog.rules import require
from disclosure.checks.personal import NOTICES, scan_text
from disclosure.models import PersonalAccess, Publication
from villages import rules
from villages.actions.policy import policy_of
from villages.law.objections import ObjectionAct, ObjectionState, Source, due_on, next_state
from villages.models import Objection

LONGEST = 1000


class ObjectionRefused(ActRefused):
    """`str()` is a sentence for whoever sent it."""


@transaction.atomic
def take_in(
    *,
    unit: Unit,
    township: Township,
    text: str,
    token: str,
    at: datetime,
    publication: Publication | None = None,
    contact: str = "",
    to_township: bool = False,
    source: Source = Source.ONLINE,
    by: User | None = None,
) -> Objection:
    """Keep a question; sent twice it is one.

    Args:
        to_township: not the village but the township is asked, as any villager may.
        by: who records it for somebody; None where the resident wrote himself.

    Raises:
        PermissionDenied: recorded by somebody with no part in the village.
        ObjectionRefused: empty, not of a village of the township, or about something not public there.
    """
    if by is not None:
        require(rules.may_record_objection(by, unit), "您不能替这个村登记疑问。")
    if there := Objection.objects.filter(township=township, token=token).first():
        return there
    if unit.kind != UnitKind.VILLAGE or unit.tree_id != township.unit.tree_id:
        raise ObjectionRefused("所选的单位不是本乡镇的村（社区）。")
    if not text.strip():
        raise ObjectionRefused("请写明有什么疑问。")
    shown = Publication.objects.public(township, at).filter(unit=unit)
    if publication is not None and not shown.filter(pk=publication.pk).exists():
        raise ObjectionRefused("所选的公开信息不是本村正在公开的。")
    policy, today = policy_of(township), timezone.localdate(at)
    state = ObjectionState.WITH_TOWNSHIP if to_township else ObjectionState.WITH_VILLAGE
    days = policy.investigation_days if to_township else policy.objection_days
    made = Objection(
        township=township, unit=unit, publication=publication, token=token, source=source, text=text.strip()[:LONGEST],
        contact=contact.strip()[:120] or None, state=state, received_on=today, due_on=due_on(today, days), recorded_by=by,
        escalated_on=today if to_township else None,
    )  # fmt: skip
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError:  # the other of two at once was first
        return Objection.objects.get(township=township, token=token)
    raise_generation(township)
    return made


@transaction.atomic
def answer(*, pk: int, by: User, at: datetime, text: str, version: int | None = None) -> Objection:
    """The village answers; the words are public.

    Raises:
        PermissionDenied: neither the village's clerk nor an editor of the township.
        StepRefused: not where it stands.
        ObjectionRefused: no words, personal data in them, or somebody acted meanwhile.
    """
    found = _step(pk, ObjectionAct.ANSWER, version)
    require(rules.may_enter(by, found.unit), "您不能代这个村答复。")
    found.answer, found.answered_by, found.answered_at = _public(text, "答复"), by, at
    return _kept(found)


@transaction.atomic
def escalate(*, pk: int, by: User, at: datetime, version: int | None = None) -> Objection:
    """The township is to look into it: the village did not answer in time, or not truly.

    Raises:
        PermissionDenied: not of the disclosure office, a supervisor or the village's supervision committee.
        StepRefused, ObjectionRefused: see `answer`.
    """
    found = _step(pk, ObjectionAct.ESCALATE, version)
    require(rules.may_escalate(by, found.unit), "您不能把这件疑问报乡镇核实。")
    today = timezone.localdate(at)
    found.escalated_by, found.escalated_on = by, today
    found.due_on = due_on(today, policy_of(found.township).investigation_days)
    return _kept(found)


@transaction.atomic
def decide(
    *, pk: int, by: User, at: datetime, finding: str, order: bool, version: int | None = None
) -> Objection:
    """What the township found, and whether the village must publish or correct; the words are public.

    Raises:
        PermissionDenied: neither head of the disclosure office nor supervisor of the township.
        StepRefused, ObjectionRefused: see `answer`.
    """
    found = _step(pk, ObjectionAct.ORDER if order else ObjectionAct.FIND_RIGHT, version)
    require(rules.may_decide_objection(by, found.township), "只有乡镇政务公开机构负责人和督查员能核实。")
    found.finding, found.decided_by, found.decided_at = _public(finding, "核实结果"), by, at
    return _kept(found)


def read_contact(found: Objection, *, by: User, at: datetime) -> None:
    """Keep that somebody saw how the resident can be reached (PII-6)."""
    PersonalAccess.objects.create(
        township=found.township, by=by, at=at, subject_kind="objection", subject_number=found.number, fields=["contact"],
        reason="办理村务疑问",
    )  # fmt: skip


def _public(text: str, what: str) -> str:
    """Words that go on the page of the village."""
    if not text.strip():
        raise ObjectionRefused(f"请填写{what}，居民能看到。")
    if hits := [hit for hit in scan_text(text) if hit.kind not in NOTICES]:
        raise ObjectionRefused(f"{what}里有{hits[0].kind.label}，会公开在村页面上，请删去。")
    return text.strip()[:LONGEST]


def _step(pk: int, act: ObjectionAct, version: int | None) -> Objection:
    found = (
        Objection.objects.select_for_update(of=("self",)).select_related("unit", "township__unit").get(pk=pk)
    )
    if version is not None and version != found.version:
        raise ObjectionRefused("别人刚刚办理过这件疑问。您填写的内容没有保存，仍留在下面，请核对后再提交。")
    found.state = next_state(ObjectionState(found.state), act)
    found.version += 1
    return found


def _kept(found: Objection) -> Objection:
    found.save()
    raise_generation(found.township)
    return found
