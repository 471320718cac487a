"""Lists of matters of the demonstration's villages: a first edition each, in public; one waits for signatures, one for guidance.

The first editions are written in bulk, as they would stand after the acts; the recent ones are done by the acts.
"""

from datetime import date, datetime, timedelta
from typing import Any

from catalog.actions import entries
from catalog.actions.limits import derive_limits
from catalog.law.vocabulary import UnitKind
from catalog.models import Adoption, AdoptionStatus, Unit, User, work_calendar
from gongkai.demo.office import Office, moment
from gongkai.demo.places import VILLAGES
from villages.actions import lists, policy
from villages.actions.lists import Entered
from villages.law import matters
from villages.law.cadence import Cadence, Every, term_of
from villages.law.lists import Body, ListAct, ListState
from villages.models import ListEvent, ListSignature, VillageList, VillageListRow, VillagePolicy
from villages.queries import lists as queries

TOWN = "禾街社区"  # on the market street: it has flats to let, and no farmhouse to rebuild
_LEFT_OUT = {
    TOWN: {"v-036": "社区内没有农村危房。"},
    "": {"v-040": "本村没有公租房，申请住房保障的到镇便民服务中心办理。"},
}
_SUPERVISORS = ("石守正", "田有恒", "汤知节", "柳成蹊")
_GUIDANCE = "内容齐全，法定事项没有遗漏，可以公布。"
_CLERKS = {"上坪村": "cunwu", "竹园村": "cunwu-zhuyuan"}
_LEADERS = {facts.name: facts.leader for facts in VILLAGES}


def settle(office: Office, *, until: date) -> None:
    """The township's figures and every first edition, with the adoptions in step; duties are planned after it."""
    day = work_calendar().roll(office.township.started_on + timedelta(days=24))
    policy.keep(
        row=VillagePolicy(finance_every=Every.MONTH, finance_days=15), township=office.township, by=office.user("guanli"),
        at=moment(office.township.started_on, 10),
    )  # fmt: skip
    cadence = policy.policy_of(office.township).cadence
    units = [unit for unit in office.units.values() if unit.kind == UnitKind.VILLAGE]
    editions = [_first(office, unit, number, day) for number, unit in enumerate(units)]
    held = Adoption.objects.filter(holder__in=units).select_related("node").order_by("pk")
    by_unit: dict[int, list[Adoption]] = {}
    for adoption in held:
        by_unit.setdefault(adoption.holder_id, []).append(adoption)
    rows = [
        _row(edition, adoption, cadence)
        for edition in editions
        for adoption in by_unit.get(edition.unit_id, [])
    ]
    VillageListRow.objects.bulk_create(rows, batch_size=500)
    every = [adoption for found in by_unit.values() for adoption in found]
    Adoption.objects.bulk_update(every, ["status", "reason", "limit_text"], batch_size=250)
    derive_limits(every)
    entries.put_all([queries.entry_of(edition) for edition in editions])


def _row(edition: VillageList, adoption: Adoption, cadence: Cadence) -> VillageListRow:
    """A row of the first edition; the adoption says the same."""
    node = adoption.node
    of_place = _LEFT_OUT.get(edition.unit.short_name, _LEFT_OUT[""])
    reason = of_place.get(node.key, "")
    term = term_of(node.extra, node.limit_text, "", cadence)
    adoption.limit_text = "" if term == node.limit_text else term
    if reason:
        adoption.status, adoption.reason = AdoptionStatus.NOT_INVOLVED, reason
    return VillageListRow(
        edition=edition,
        node=node,
        applies=not reason,
        reason=reason,
        term=term,
        locked=matters.is_locked(node.extra),
    )


def _first(office: Office, unit: Unit, number: int, day: date) -> VillageList:
    """Drawn up for most villages by the township, which has their accounts; signed by hand and compared."""
    own = unit.short_name in _CLERKS
    clerk, other = office.user(_CLERKS.get(unit.short_name, "bianji")), office.user("zhuren")
    guide, at = office.user("ducha"), moment(day, 9)
    made = VillageList.objects.create(
        township=office.township, unit=unit, state=ListState.RELEASED, round=1, entered_for=not own, created_by=clerk,
        created_at=at, guidance=_GUIDANCE, guided_by=guide, guided_at=moment(day, 15), released_on=day,
        released_at=moment(day, 16), released_by=clerk,
    )  # fmt: skip
    signers = {
        Body.COMMITTEE: _LEADERS[unit.short_name],
        Body.SUPERVISORS: _SUPERVISORS[number % len(_SUPERVISORS)],
    }
    ListSignature.objects.bulk_create(
        ListSignature(
            list=made, body=body, round=1, agrees=True, opinion="同意", signer=signer, signed_on=day, on_paper=True, by=clerk,
            at=moment(day, 11), confirmed_by=other,
        )
        for body, signer in signers.items()
    )  # fmt: skip
    done: list[tuple[ListAct, User, datetime, str]] = [
        (ListAct.ENTER, clerk, at, "开始拟定"),
        (ListAct.SHOW, clerk, moment(day, 10), ""),
        *((ListAct.RECORD_PAPER, clerk, moment(day, 11), f"{body.label} {signer}") for body, signer in signers.items()),
        *((ListAct.SIGN, other, moment(day, 14), f"{body.label} 纸质签字：{signer}") for body, signer in signers.items()),
        (ListAct.COMPLETE, other, moment(day, 14), ""),
        (ListAct.HAND_IN, clerk, moment(day, 14, 30), ""),
        (ListAct.AGREE, guide, moment(day, 15), _GUIDANCE),
        (ListAct.RELEASE, clerk, moment(day, 16), ""),
    ]  # fmt: skip
    ListEvent.objects.bulk_create(
        ListEvent(list=made, act=act, by=by, at=when, note=note) for act, by, when, note in done
    )
    return made


def revise(office: Office, *, until: date) -> None:
    """Second editions under way in the last days: one with its committees, one with the township."""
    day = work_calendar().back(until, 3).on
    with_committees = _second(
        office, "上坪村", day,
        {
            "v-040": {"applies": False, "reason": "本村没有公租房和廉租房，需要的可以向镇便民服务中心申请。"},
            "v-012": {"elements": "3万元以上的事项；金额；决策过程；进度；结果"},
            "v-043": {"supplement": "每月借阅排在前面的书目"},
            "v-024": {"supplement": "享受户数、人数和金额，名单在村公示栏张贴"},
        },
    )  # fmt: skip
    lists.record_paper(
        pk=with_committees.pk, by=office.user("cunwu"), at=moment(day, 15), body=Body.COMMITTEE, signer=_LEADERS["上坪村"],
        signed_on=day, opinion="同意修订",
    )  # fmt: skip
    made = _second(
        office, "竹园村", day,
        {
            "v-046": {"elements": "责任区；检查结果；竹林防火责任人；举报电话"},
            "v-048": {"applies": False, "reason": "本村的红白理事会并入桐岭片区，由片区统一公开。"},
        },
    )  # fmt: skip
    clerk, other = office.user("cunwu-zhuyuan"), office.user("bianji")
    signers = {Body.COMMITTEE: _LEADERS["竹园村"], Body.SUPERVISORS: "管长青"}
    for body, signer in signers.items():
        lists.record_paper(
            pk=made.pk,
            by=clerk,
            at=moment(day, 11),
            body=body,
            signer=signer,
            signed_on=day,
            opinion="同意修订",
        )
    for body in signers:
        lists.confirm_paper(pk=made.pk, by=other, at=moment(day, 14), body=body)
    lists.hand_in(pk=made.pk, by=clerk, at=moment(day, 16))


def _second(office: Office, name: str, day: date, typed: dict[str, dict[str, Any]]) -> VillageList:
    """An edition begun, changed and shown. typed: by key of the matter."""
    clerk, unit = office.user(_CLERKS[name]), office.units[name]
    made = lists.begin(unit=unit, township=office.township, by=clerk, at=moment(day, 8, 30))
    keys = dict(made.rows.values_list("node__key", "node_id"))
    rows = [Entered(keys[key], **({"applies": True} | fields)) for key, fields in typed.items()]
    lists.enter(pk=made.pk, by=clerk, at=moment(day, 9), rows=rows)
    return lists.show(pk=made.pk, by=clerk, at=moment(day, 9, 30))
