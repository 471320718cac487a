"""Two adjustments of the demonstration's catalog: one approved at the start, one before the residents now."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from catalog.actions import revisions
from catalog.law.vocabulary import Audience, Channel, Level, Mode
from catalog.models import Adoption, CatalogRevision, Node
from gongkai.demo.office import Office, moment

_BOARD = [Channel.WEBSITE, Channel.READING_POINT, Channel.NOTICE_BOARD]


@dataclass(frozen=True)
class OwnRow:
    """A row of the township's own: alias used by the texts, a neighbour in the catalog, its columns."""

    alias: str
    beside: str
    unit: str
    name: str
    elements: str
    basis: str
    limit: str
    reason: str
    village: bool = False

    def values(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "elements": self.elements,
            "basis": self.basis,
            "limit_text": self.limit,
            "body": "村民委员会" if self.village else "望禾镇人民政府",
            "channels": _BOARD,
            "audience": Audience.ALL,
            "mode": Mode.PROACTIVE,
            "levels": [Level.TOWNSHIP, Level.VILLAGE],
        }


OWN_ROWS = (
    OwnRow("own:accounts", "d08-001", "财政所", "村级收支和民主决策", "上期结余;本期收入（逐项）;本期支出（逐项）;期末结余;审核情况;村（居）民代表会议决议事项和落实情况", "《农村集体经济组织财务公开规定》", "每年公开一次", "群众最关心的村级开支，原目录没有对应事项。", village=True),
    OwnRow("own:solar", "d26-013", "农业农村服务中心", "村级光伏电站收益分配", "装机容量;年收益;公益岗位和小型公益支出;结余", "光伏扶贫电站收益分配管理有关规定", "每年公开一次", "11 个村有光伏电站，收益去向需要公开。"),
    OwnRow("own:river", "d13-013", "农业农村服务中心", "河长制巡河", "巡河发现的问题;处理结果;监督电话", "《水污染防治法》第五条", "每半年公开一次", "望禾河穿境而过，群众关注河道问题。"),
    OwnRow("own:fire", "d22-013", "平安法治办", "森林防火和公益林管护", "巡护安排;禁火要求;管护补助发放", "《森林防火条例》", "每年公开一次", "本镇山林面积大，防火和管护是重点工作。"),
)  # fmt: skip


def revise_catalog(office: Office, *, start: date, until: date) -> dict[str, str]:
    """Carry both adjustments through their acts. Returns alias → key of the township's own rows."""
    made = _approved(office, start)
    _consulting(office, until)
    keys = {}
    for row, node in zip(OWN_ROWS, made, strict=True):
        Adoption.objects.create(
            holder=office.township.unit, township=office.township, node=node, unit=office.units[row.unit]
        )
        keys[row.alias] = node.key
    return keys


def _approved(office: Office, start: date) -> list[Node]:
    by = office.user("zhuren")
    at = moment(start - timedelta(days=42), 10)
    draft = revisions.create(
        township=office.township,
        title=f"望禾镇政务公开标准目录{start.year}年调整",
        summary="在县级标准目录基础上，增加四项本镇特色事项，明确涉农资金明细的公开时限。调整前公开征求了群众意见。",
        by=by,
        at=at,
    )
    for row in OWN_ROWS:
        parent = Node.objects.get(key=row.beside).parent_id
        revisions.add_row(
            pk=draft.pk,
            version=_version(draft),
            parent_pk=parent,
            values=row.values(),
            reason=row.reason,
            by=by,
            at=at,
        )
    _change(
        draft, "d19-008", {"limit_text": "每半年公开一次"}, "与补贴发放批次一致，便于群众对照。", by=by, at=at
    )
    first, last = start - timedelta(days=40), start - timedelta(days=11)
    revisions.open_consultation(
        pk=draft.pk, version=_version(draft), consult_from=first, consult_until=last, by=by, at=at
    )
    for days, text, result, reply in (
        (
            5,
            "村里的收支能不能每个季度都公开？一年一次太少。",
            "partly",
            "村级财务收支按季度在村公示栏公开，网上每年汇总公开一次，减少村里重复报送。",
        ),
        (
            12,
            "巡河发现的问题希望写明哪一段河、怎么处理的，不要只写次数。",
            "adopted",
            "已在公开内容中写明“发现的问题、处理结果”。",
        ),
    ):
        opinion = revisions.comment(pk=draft.pk, text=text, at=moment(first + timedelta(days=days), 19, 20))
        revisions.answer_comment(pk=opinion.pk, result=result, reply=reply, by=by, at=moment(last, 15))
    revisions.approve(
        pk=draft.pk,
        version=_version(draft),
        approved_by="望禾镇人民政府常务会议",
        approved_on=start - timedelta(days=5),
        effective_on=start - timedelta(days=3),
        by=by,
        at=moment(start - timedelta(days=3), 11),
    )
    _stamp(draft, at)
    return [
        Node.objects.get(pk=change.node_id) for change in draft.changes.order_by("position")[: len(OWN_ROWS)]
    ]


def _consulting(office: Office, until: date) -> None:
    by = office.user("zhuren")
    first = until - timedelta(days=12)
    at = moment(first, 9, 30)
    draft = revisions.create(
        township=office.township,
        title=f"望禾镇政务公开标准目录{until.year}年度调整（征求意见稿）",
        summary="拟增加老年助餐服务一项，缩短公益性岗位公示后的公开时限，停止本镇不再发生的一项。欢迎群众提出意见，不需要留姓名。",
        by=by,
        at=at,
    )
    values = OwnRow(
        "",
        "",
        "",
        "老年助餐点",
        "助餐点地址;开放时间;价格;补贴标准;补贴发放",
        "《老年人权益保障法》",
        "每季度公开一次",
        "",
    ).values()
    revisions.add_row(
        pk=draft.pk, version=_version(draft), parent_pk=Node.objects.get(key="d06-005").parent_id, values=values,
        reason="助餐点已增加到三个以上，群众关心价格和补贴。", by=by, at=at,
    )  # fmt: skip
    _change(
        draft, "d09-017", {"limit_text": "公示无异议后5个工作日内公开", "body": "望禾镇人民政府"},
        "岗位安排群众关注度高，早公开早监督。", by=by, at=at,
    )  # fmt: skip
    revisions.retire_row(
        pk=draft.pk, version=_version(draft), node_pk=Node.objects.get(key="d09-020").pk,
        reason="毕业生接收手续已取消，改由档案管理机构办理。", by=by, at=at,
    )  # fmt: skip
    revisions.open_consultation(
        pk=draft.pk,
        version=_version(draft),
        consult_from=first,
        consult_until=until + timedelta(days=18),
        by=by,
        at=at,
    )
    opinions = (
        (
            2,
            "老年助餐点最好把每周菜谱也公开，子女在外面也能看到。",
            "adopted",
            "采纳，拟在公开内容中增加“每周菜谱”。",
        ),
        (
            5,
            "公益性岗位名单应当把每个人的身份证号和住址写上，免得同名。",
            "declined",
            "未采纳。身份证号码和住址属于个人敏感信息，不予公开；同名的以所在村民小组区分。",
        ),
        (8, "希望把各村公交班车时刻表也列进目录。", "", ""),
    )
    for days, text, result, reply in opinions:
        opinion = revisions.comment(pk=draft.pk, text=text, at=moment(first + timedelta(days=days), 20, 5))
        if result:
            revisions.answer_comment(
                pk=opinion.pk,
                result=result,
                reply=reply,
                by=by,
                at=moment(first + timedelta(days=days + 1), 10),
            )
    _stamp(draft, at)


def _change(
    draft: CatalogRevision, key: str, values: dict[str, Any], reason: str, *, by: Any, at: datetime
) -> None:
    revisions.change_row(
        pk=draft.pk,
        version=_version(draft),
        node_pk=Node.objects.get(key=key).pk,
        values=values,
        reason=reason,
        by=by,
        at=at,
    )


def _version(draft: CatalogRevision) -> int:
    return CatalogRevision.objects.values_list("version", flat=True).get(pk=draft.pk)


def _stamp(draft: CatalogRevision, at: datetime) -> None:
    """The field takes the clock's time; the story has its own."""
    CatalogRevision.objects.filter(pk=draft.pk).update(created_at=at)
