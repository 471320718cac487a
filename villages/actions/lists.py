"""A village's list of matters: drawn up from the township's template, signed by two committees, guided, made public."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from catalog.actions import entries
from catalog.actions.generations import raise_generation
from catalog.actions.refusals import ActRefused
from catalog.law.roles import Role
from catalog.law.timelimits import parse
from catalog.law.vocabulary import UnitKind
from catalog.models import Adoption, AdoptionStatus, Node, Township, Unit, User
from catalog.rules import has_role, require
from disclosure.checks.personal import NOTICES, scan_text
from villages import rules
from villages.actions.following import put_in_force, told
from villages.actions.policy import policy_of
from villages.law import matters
from villages.law.cadence import term_of
from villages.law.lists import Body, ListAct, ListState, next_state
from villages.models import ListEvent, ListSignature, VillageList, VillageListRow
from villages.queries import lists as queries

LONGEST = {"reason": 300, "elements": 2000, "supplement": 1000, "own_term": 300}
_WORDS = {"reason": "不涉及的理由", "elements": "公开内容", "supplement": "本村补充", "own_term": "公开时限"}
NO_REMARKS = "没有修改意见。"


class ListRefused(ActRefused):
    """`str()` is a sentence for whoever asked. node: the row it is about, where it is about one."""

    def __init__(self, message: str, node: int | None = None) -> None:
        self.node = node
        super().__init__(message)


@dataclass(frozen=True)
class Entered:
    """What was typed for one row. node: of the catalog."""

    node: int
    applies: bool
    reason: str = ""
    elements: str = ""
    supplement: str = ""
    own_term: str = ""


@transaction.atomic
def begin(*, unit: Unit, township: Township, by: User, at: datetime) -> VillageList:
    """The edition under way; begun if there is none, from the one in force, else from the township's template.

    Raises:
        PermissionDenied: neither the village's clerk nor an editor of the township.
        ListRefused: not a village of the township, or the standard list is not loaded.
    """
    require(rules.may_enter(by, unit), "您不能拟定这个村的清单。")
    if unit.kind != UnitKind.VILLAGE or unit.tree_id != township.unit.tree_id:
        raise ListRefused("所选的单位不是本乡镇的村（社区）。")
    if there := queries.under_way(unit.pk):
        return there
    before = queries.in_force(unit.pk)
    made = VillageList(
        township=township, unit=unit, edition=before.edition + 1 if before else 1, created_by=by, created_at=at,
        entered_for=not has_role(by, unit, Role.VILLAGE_CLERK),
    )  # fmt: skip
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError:  # the other of two at once was first
        return VillageList.objects.exclude(state=ListState.RELEASED).get(unit=unit)
    if before is not None:
        rows = list(before.rows.all())
        for row in rows:
            row.pk, row.edition, row.term = None, made, ""
        VillageListRow.objects.bulk_create(rows, batch_size=500)
        before.state = next_state(ListState(before.state), ListAct.RENEW)
        _log(before, ListAct.RENEW, by, at, f"第{made.edition}版")
    _complete(made, at)
    if not made.rows.exists():
        raise ListRefused("村务公开目录还没有装入。")
    _log(made, ListAct.ENTER, by, at, "开始拟定")
    return made


def _complete(edition: VillageList, at: datetime) -> int:
    """Bring its rows in step with the template: what it gained is added, what was stopped leaves. How many differed."""
    template = list(queries.items(edition.township, timezone.localdate(at)))
    there = {row.node_id: row for row in edition.rows.all()}
    gone = set(there) - {node.pk for node in template}
    edition.rows.filter(node__in=gone).delete()
    held = {row.node_id: row for row in Adoption.objects.filter(holder=edition.unit_id)}
    new = [_row(edition, node, held.get(node.pk)) for node in template if node.pk not in there]
    VillageListRow.objects.bulk_create(new, batch_size=500)
    changed = []
    for node in template:  # what became law meanwhile is locked, and stays
        row = there.get(node.pk)
        if row is not None and row.locked != matters.is_locked(node.extra):
            row.locked = matters.is_locked(node.extra)
            if row.locked:
                row.applies, row.reason = True, ""
            changed.append(row)
    VillageListRow.objects.bulk_update(changed, ["locked", "applies", "reason"])
    return len(gone) + len(new) + len(changed)


def _row(edition: VillageList, node: Node, held: Adoption | None) -> VillageListRow:
    """A row as the village kept it before it had a list, else as the template has it."""
    locked = matters.is_locked(node.extra)
    row = VillageListRow(edition=edition, node=node, locked=locked)
    if held is None:
        return row
    if held.status == AdoptionStatus.NOT_INVOLVED and not locked:
        row.applies, row.reason = False, held.reason
    if not matters.related(node.extra):
        row.elements = held.elements
    if matters.may_word_term(node.extra):
        row.own_term = held.limit_text[: LONGEST["own_term"]]
    return row


@transaction.atomic
def enter(
    *, pk: int, by: User, at: datetime, rows: Sequence[Entered], version: int | None = None
) -> VillageList:
    """Keep what was typed. Rows that are not named stay as they are.

    Raises:
        ListRefused: a matter the law asks for was dropped, one left out without a reason, the township's text of a tied
            one changed, a term that is set by the township or cannot be read, personal data; the row is named.
        Stale refusal, StepRefused, PermissionDenied: see `_step`.
    """
    edition = _step(pk, ListAct.ENTER, version)
    require(rules.may_enter(by, edition.unit), "您不能拟定这个村的清单。")
    there = {row.node_id: row for row in edition.rows.select_related("node")}
    tied = queries.ties(edition.township, [row.node for row in there.values()], timezone.localdate(at))
    changed = []
    for typed in rows:
        row = there.get(typed.node)
        if row is None:
            raise ListRefused("清单里没有这一事项，请刷新后再办。")
        if _typed(row, typed, tied=typed.node in tied):
            changed.append(row)
    VillageListRow.objects.bulk_update(
        changed, ["applies", "reason", "elements", "supplement", "own_term"], batch_size=250
    )
    edition.save()
    _log(edition, ListAct.ENTER, by, at, f"改动{len(changed)}项")
    return edition


def _typed(row: VillageListRow, typed: Entered, *, tied: bool) -> bool:
    """Set what was typed; whether anything was otherwise."""
    name, node = row.node.name, row.node
    values: dict[str, str | bool] = {
        field: _public(getattr(typed, field), _WORDS[field], row, LONGEST[field]) for field in LONGEST
    }
    values["applies"] = typed.applies
    if typed.applies:
        values["reason"] = ""
    elif row.locked:
        raise ListRefused(f"“{name}”是法律规定必须公开的，不能去掉。", row.node_id)
    elif not values["reason"]:
        raise ListRefused(f"“{name}”不公开的，请写明理由，村民会看到。", row.node_id)
    if tied and values["elements"]:
        raise ListRefused(f"“{name}”与镇里公开的是同一件事，内容以镇里的为准，只能写补充。", row.node_id)
    if not tied and values["supplement"]:
        raise ListRefused(f"“{name}”没有对应的镇级事项，请直接写公开内容。", row.node_id)
    if values["elements"] == node.elements:
        values["elements"] = ""
    if values["own_term"] == node.limit_text:
        values["own_term"] = ""
    if term := values["own_term"]:
        if not matters.may_word_term(node.extra):
            raise ListRefused(f"“{name}”的公开时限由镇里统一设置或者法律规定，不能另写。", row.node_id)
        read = parse(str(term))
        if read.unread or not read.rules:
            raise ListRefused(
                f"“{name}”的公开时限看不懂，请写成“每季度终了后15日内公开”这样的话。", row.node_id
            )
    different = any(getattr(row, field) != value for field, value in values.items())
    for field, value in values.items():
        setattr(row, field, value)
    return different


def _public(text: str, what: str, row: VillageListRow | None, most: int) -> str:
    """Words that become public with the list."""
    where = f"“{row.node.name}”的{what}" if row else what
    words = text.replace("\r\n", "\n").strip()
    if len(words) > most:
        raise ListRefused(f"{where}最多 {most} 字。", row.node_id if row else None)
    if hits := [hit for hit in scan_text(words) if hit.kind not in NOTICES]:
        raise ListRefused(
            f"{where}里有{hits[0].kind.label}，清单是公开的，请删去。", row.node_id if row else None
        )
    return words


@transaction.atomic
def show(*, pk: int, by: User, at: datetime, version: int | None = None) -> VillageList:
    """Hand it to the two committees; rows the template gained meanwhile are taken in first."""
    edition = _step(pk, ListAct.SHOW, version)
    require(rules.may_enter(by, edition.unit), "您不能拟定这个村的清单。")
    added = _complete(edition, at)
    edition.round += 1
    edition.save()
    _log(edition, ListAct.SHOW, by, at, f"随标准目录增减{added}项" if added else "")
    return edition


@transaction.atomic
def take_back(*, pk: int, by: User, at: datetime, version: int | None = None) -> VillageList:
    """The village wants to change it once more; what was signed counts no more."""
    edition = _step(pk, ListAct.TAKE_BACK, version)
    require(rules.may_enter(by, edition.unit), "您不能拟定这个村的清单。")
    edition.save()
    _log(edition, ListAct.TAKE_BACK, by, at)
    return edition


# ---- the two committees --------------------------------------------------------------------------------------------
@transaction.atomic
def sign(
    *, pk: int, by: User, at: datetime, agrees: bool, opinion: str = "", version: int | None = None
) -> VillageList:
    """The word of a committee on screen; without consent the list goes back. With both consents it is signed.

    Raises:
        PermissionDenied: the person speaks for neither committee, or entered something in it (VIL-4).
        ListRefused: sent back without a word why, signed already, or the same person for both.
    """
    act = ListAct.SIGN if agrees else ListAct.RETURN
    edition = _step(pk, act, version)
    body = rules.signs_for(by, edition)
    require(body is not None, "只有本村村民委员会、村务监督委员会的人能签字；填写过这份清单的人不能签。")
    assert body is not None  # noqa: S101  (typing: asked above)
    if agrees:
        _require_free(edition, body, by.name, by)
    elif not opinion.strip():
        raise ListRefused("退回须写明意见。")
    ListSignature.objects.create(
        list=edition, body=body, round=edition.round, agrees=agrees, opinion=opinion.strip()[:300], signer=by.name,
        signed_on=timezone.localdate(at), by=by, at=at,
    )  # fmt: skip
    _log(edition, act, by, at, f"{body.label} {opinion}".strip())
    return _once_both_signed(edition, by, at)


@transaction.atomic
def record_paper(
    *,
    pk: int,
    by: User,
    at: datetime,
    body: Body,
    signer: str,
    signed_on: date,
    opinion: str = "",
    version: int | None = None,
) -> VillageList:
    """A consent signed on the printed sheet; it counts once another person has compared it.

    Raises:
        ListRefused: no signer, a day to come, the committee has signed, or the same person for both.
    """
    edition = _step(pk, ListAct.RECORD_PAPER, version)
    require(rules.may_enter(by, edition.unit), "您不能拟定这个村的清单。")
    if not signer.strip():
        raise ListRefused("请填写签字人。")
    if signed_on > timezone.localdate(at):
        raise ListRefused("签字日期不能晚于今天。")
    _require_free(edition, body, signer.strip(), None)
    ListSignature.objects.create(
        list=edition, body=body, round=edition.round, agrees=True, opinion=opinion.strip()[:300], signer=signer.strip(),
        signed_on=signed_on, on_paper=True, by=by, at=at,
    )  # fmt: skip
    edition.save()
    _log(edition, ListAct.RECORD_PAPER, by, at, f"{body.label} {signer}")
    return edition


@transaction.atomic
def confirm_paper(*, pk: int, by: User, at: datetime, body: Body, version: int | None = None) -> VillageList:
    """The record agrees with the paper.

    Raises:
        ListRefused: nothing of the committee waits, or by whoever recorded it.
    """
    edition = _step(pk, ListAct.SIGN, version)
    pending = _to_compare(edition, body, by)
    pending.confirmed_by = by
    pending.save()
    _log(edition, ListAct.SIGN, by, at, f"{body.label} 纸质签字：{pending.signer}")
    return _once_both_signed(edition, by, at)


@transaction.atomic
def void_paper(
    *, pk: int, by: User, at: datetime, body: Body, reason: str, version: int | None = None
) -> VillageList:
    """The record does not agree with the paper: it counts no more, and another may be recorded.

    Raises:
        ListRefused: no reason, or see `confirm_paper`.
    """
    edition = _step(pk, ListAct.VOID_PAPER, version)
    pending = _to_compare(edition, body, by)
    if not reason.strip():
        raise ListRefused("请写明哪里不符。")
    pending.void = True
    pending.save()
    edition.save()
    _log(edition, ListAct.VOID_PAPER, by, at, f"{body.label} {reason}")
    return edition


def pending_papers(edition: VillageList) -> QuerySet[ListSignature]:
    """The signatures on paper of this round that a second person has not compared yet."""
    return edition.signatures.filter(round=edition.round, on_paper=True, confirmed_by=None, void=False)


def signed(edition: VillageList) -> set[Body]:
    """The committees whose consent to this text counts."""
    return {Body(each.body) for each in edition.signatures.filter(round=edition.round) if each.counts}


def _to_compare(edition: VillageList, body: Body, by: User) -> ListSignature:
    require(rules.may_compare(by, edition), "您不能核对这个村的签字。")
    pending = pending_papers(edition).filter(body=body).first()
    if pending is None:
        raise ListRefused(f"{body.label}没有等待核对的纸质签字。")
    if pending.by_id == by.pk:
        raise ListRefused("登记和核对须由两个人办理。")
    return pending


def _require_free(edition: VillageList, body: Body, signer: str, by: User | None) -> None:
    """The committee has not spoken yet, and who speaks now did not speak for the other."""
    for each in edition.signatures.filter(round=edition.round, agrees=True, void=False):
        if each.body == body:
            waits = "，正在等另一个人核对" if not each.counts else ""
            raise ListRefused(f"{body.label}已经签过字{waits}。")
        if each.signer == signer or (by is not None and not each.on_paper and each.by_id == by.pk):
            raise ListRefused("一个人不能代表两个委员会签字。")


def _once_both_signed(edition: VillageList, by: User, at: datetime) -> VillageList:
    if edition.state == ListState.WITH_COMMITTEES and signed(edition) == set(Body):
        edition.state = next_state(ListState.WITH_COMMITTEES, ListAct.COMPLETE)
        _log(edition, ListAct.COMPLETE, by, at)
    edition.save()
    return edition


# ---- the township, and the public ----------------------------------------------------------------------------------
@transaction.atomic
def hand_in(*, pk: int, by: User, at: datetime, version: int | None = None) -> VillageList:
    """Give the signed list to the township for its guidance."""
    edition = _step(pk, ListAct.HAND_IN, version)
    require(rules.may_enter(by, edition.unit), "您不能拟定这个村的清单。")
    edition.save()
    _log(edition, ListAct.HAND_IN, by, at)
    return edition


@transaction.atomic
def guide(
    *, pk: int, by: User, at: datetime, agrees: bool, guidance: str = "", version: int | None = None
) -> VillageList:
    """The township's guidance (指导意见), public with the list; sent back, it is drawn up and signed anew.

    Raises:
        PermissionDenied: neither head of the disclosure office, supervisor nor administrator, or who entered it.
        ListRefused: sent back without a word why, or personal data in the words.
    """
    act = ListAct.AGREE if agrees else ListAct.SEND_BACK
    edition = _step(pk, act, version)
    require(rules.may_guide(by, edition), "您不能对这份清单提出指导意见。")
    words = _public(guidance, "指导意见", None, 1000)
    if not words and not agrees:
        raise ListRefused("退回须写明意见。")
    edition.guidance, edition.guided_by, edition.guided_at = words or NO_REMARKS, by, at
    edition.save()
    _log(edition, act, by, at, edition.guidance)
    return edition


@transaction.atomic
def release(*, pk: int, by: User, at: datetime, version: int | None = None) -> list[str]:
    """Make it public with its day; adoptions and duties of the village follow, the index shows it.

    Returns:
        Sentences: that it was done, and what became of the duties.

    Raises:
        ListRefused: the standard list changed since the committees signed.
    """
    edition = _step(pk, ListAct.RELEASE, version)
    require(rules.may_enter(by, edition.unit), "您不能公布这个村的清单。")
    if _complete(edition, at):
        raise ListRefused("标准目录有了变化，请取回清单，核对后重新签字。")
    rows = list(edition.rows.select_related("node"))
    cadence = policy_of(edition.township).cadence
    for row in rows:
        row.term = term_of(row.node.extra, row.node.limit_text, row.own_term, cadence)
    VillageListRow.objects.bulk_update(rows, ["term"], batch_size=250)
    edition.released_on, edition.released_at, edition.released_by = timezone.localdate(at), at, by
    edition.save()
    _log(edition, ListAct.RELEASE, by, at)
    planned = put_in_force(edition, rows, by=by, at=at)
    entries.put(queries.entry_of(edition))
    raise_generation(edition.township)
    return [f"第 {edition.edition} 版已公布。", *filter(None, [told(planned)])]


def _step(pk: int, act: ListAct, version: int | None) -> VillageList:
    """Lock it, see that it may go there, move it. The caller checks the right and saves.

    Raises:
        ListRefused: someone else acted since this version.
        StepRefused: not from where it stands.
    """
    edition = (
        VillageList.objects.select_for_update(of=("self",))
        .select_related("unit", "township__unit")
        .get(pk=pk)
    )
    if version is not None and version != edition.version:
        last = edition.events.select_related("by").last()
        who = f"{last.by} 在 {timezone.localtime(last.at):%m月%d日 %H:%M} " if last else "别人"
        raise ListRefused(f"{who}刚刚改过这份清单。您填写的内容没有保存，仍留在下面，请核对后再提交。")
    edition.state = next_state(ListState(edition.state), act)
    edition.version += 1
    return edition


def _log(edition: VillageList, act: ListAct, by: User, at: datetime, note: str = "") -> None:
    ListEvent.objects.create(list=edition, act=act, by=by, at=at, note=note[:300])
