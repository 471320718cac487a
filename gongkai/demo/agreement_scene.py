"""Township and villages on the same matter: one that agrees, one with a person too many, one that differs and says why."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Max

from disclosure.actions import publications, reviewing
from disclosure.actions.publications import Upload
from disclosure.law.kinds import Kind
from disclosure.law.posting import DayUnit
from disclosure.models import Attachment, Publication
from gongkai.demo.files import make
from gongkai.demo.office import Office, moment
from gongkai.demo.publishing_scene import Scene, same_addresses
from gongkai.demo.story import Cell
from gongkai.demo.story import Sheet as Table
from villages.actions import agreement, sheets, tables
from villages.law.agreement import DifferenceState
from villages.law.kinds import SheetKind
from villages.law.tables import Row
from villages.models import Difference

CLERKS = {"上坪村": "cunwu", "竹园村": "cunwu-zhuyuan"}
Rows = tuple[tuple[str, str, int], ...]  # village, masked name, yuan


@dataclass(frozen=True)
class Matter:
    """village, item: keys of the two rows. ours, theirs: what the township and what the villages publish."""

    village: str
    item: str
    unit: str
    name: str
    ours: Rows
    theirs: Rows
    explained: str = ""


_MACHINES: Rows = (
    ("上坪村", "余*禾", 3_200), ("上坪村", "江*", 1_850), ("竹园村", "管*月", 2_400), ("竹园村", "许*山", 1_100), ("莲塘村", "叶*", 980),
)  # fmt: skip
_HOUSES: Rows = (("上坪村", "温*远", 26_000), ("上坪村", "冯*年", 18_000), ("竹园村", "傅*水", 26_000))
_SOIL: Rows = (("竹园村", "周*田", 1_500), ("竹园村", "石*林", 2_000), ("竹园村", "陆*清", 1_200))
MATTERS = (
    Matter("v-021", "d19-001", "农业农村服务中心", "农机购置补贴", _MACHINES, _MACHINES[:4]),
    Matter(
        "v-036", "d16-011", "经济发展办", "农村危房改造补助资金", _HOUSES, (*_HOUSES, ("上坪村", "苗*生", 18_000))
    ),
    Matter(
        "v-020", "d19-002", "农业农村服务中心", "耕地地力保护补贴", _SOIL, (*_SOIL[:2], ("竹园村", "陆*清", 900)),
        "有 1 户另有 300 元在次月补发：镇里按核定的金额公布，村里按到账的金额公布，下一季度补上。",
    ),
)  # fmt: skip


def agree(office: Office, *, until: date) -> None:
    """Everything of this module, within the last week before `until`."""
    scene = Scene(office, until)
    before = Attachment.objects.aggregate(last=Max("pk"))["last"] or 0
    first, last = _quarter(until)
    for matter in MATTERS:
        _township(scene, matter, first, last)
        for village in CLERKS:
            rows = [row for row in matter.theirs if row[0] == village]
            if rows:
                _village(scene, matter, village, rows, first, last)
    same_addresses(before, until, "agreement")
    agreement.compare(township=office.township, at=scene.at(2, 23))
    _explain(scene)
    agreement.compare(township=office.township, at=moment(until, 7))


def _quarter(until: date) -> tuple[date, date]:
    """The last whole quarter."""
    last = until.replace(month=(until.month - 1) // 3 * 3 + 1, day=1) - timedelta(days=1)
    return last.replace(month=last.month - 2, day=1), last


def _words(first: date) -> str:
    return f"{first.year}年第{'一二三四'[first.month // 3]}季度"


def _township(scene: Scene, matter: Matter, first: date, last: date) -> None:
    """A list with a column for the village, in public since five days."""
    name = f"望禾镇{_words(first)}{matter.name}发放名单公示"
    head = ("序号", "村（社区）", "姓名", "金额（元）")
    rows: list[tuple[Cell, ...]] = [
        head,
        *((n, village, who, amount) for n, (village, who, amount) in enumerate(matter.ours, 1)),
    ]
    made = scene.draft(
        matter.item, matter.unit, name, f"{_words(first)}{matter.name}发放名单公示如下，分户明细见附表。", 5,
        files=[Upload("发放名单.csv", make(Table("发放名单.csv", "", rows)))], kind=Kind.LIST,
        details={"period": _words(first)}, posted_days=30, posted_unit=DayUnit.DAY, head_count=len(matter.ours),
        amount=sum(amount for _, _, amount in matter.ours), posting_contact="党政综合办 0000-8880101",
    )  # fmt: skip
    publications.show_as_table(
        pk=made.pk, attachment_pk=made.attachments.get().pk, shown=True, by=scene.office.user("bianji"), at=scene.at(5, 9, 8),
    )  # fmt: skip
    scene.sign(Publication.objects.get(pk=made.pk), 5)


def _village(
    scene: Scene, matter: Matter, village: str, rows: list[tuple[str, str, int]], first: date, last: date
) -> None:
    """The village's own list of the quarter, through committee and township."""
    office, clerk = scene.office, scene.office.user(CLERKS[village])
    begun = sheets.begin(
        kind=SheetKind.SUBSIDIES, unit=office.units[village], township=office.township, node=scene.node(matter.village),
        first=first, last=last, by=clerk, at=scene.at(4, 9),
    )  # fmt: skip
    cells: list[Row] = [{"name": who, "amount": amount * 100} for _, who, amount in rows]
    tables.enter(pk=begun.pk, by=clerk, at=scene.at(4, 9, 10), rows=cells, words="补贴已打到各户账户。")
    sheets.show(pk=begun.pk, by=clerk, at=scene.at(4, 9, 30))
    if village == "上坪村":
        sheets.sign(
            pk=begun.pk, by=office.user("jiandu"), at=scene.at(4, 10), agrees=True, opinion="同意公开"
        )
    else:
        sheets.record_paper(
            pk=begun.pk,
            by=clerk,
            at=scene.at(4, 10),
            signer="管长青",
            signed_on=scene.day(4),
            opinion="同意公开",
        )
        sheets.confirm_paper(pk=begun.pk, by=office.user("bianji"), at=scene.at(4, 10, 30))
    carrier = sheets.hand_in(pk=begun.pk, by=clerk, at=scene.at(4, 11)).carrier
    assert carrier is not None  # noqa: S101  (it was handed in)
    for name, hour in (("shenhe", 14), ("qianfa", 16)):
        reviewing.approve(pk=carrier.pk, by=office.user(name), at=scene.at(4, hour), secrecy_checked=True)


def _explain(scene: Scene) -> None:
    waiting = Difference.objects.filter(
        comparison__township=scene.office.township,
        comparison__sheet__isnull=False,
        state=DifferenceState.OPEN,
    ).select_related("comparison__unit", "comparison__node")
    for matter in MATTERS:
        found = waiting.filter(comparison__node__key=matter.village).first()
        if matter.explained and found is not None:
            by = scene.office.user(CLERKS[found.comparison.unit.short_name])
            agreement.explain(pk=found.pk, by=by, at=scene.at(1, 10), text=matter.explained, others=True)
