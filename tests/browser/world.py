"""One small, rich township for the browser tests: every kind of page has something to show."""

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils import timezone
from openpyxl import Workbook

from catalog.actions import imports, matters, places, revisions
from catalog.actions.calendar_seed import seed_calendar
from catalog.actions.generations import raise_all
from catalog.actions.standard import load_standard
from catalog.law.places import DEVICES, PlaceKind
from catalog.law.roles import Role
from catalog.law.vocabulary import Level, NodeKind, Origin, UnitKind, Verified
from catalog.models import (
    AdoptionStatus,
    CatalogRevision,
    ImportKind,
    ImportRun,
    Matter,
    Node,
    Township,
    Unit,
    User,
)
from disclosure.actions import publications, publishing, reviewing
from disclosure.actions.publications import Upload
from disclosure.law.lifecycle import WithdrawReason
from disclosure.models import Publication
from gongkai.imports.readers import READERS
from tests.catalog.sheets import tables
from tests.factories import catalog as make
from tests.factories import disclosure as write
from villages.actions import officials
from villages.law.officials import Body
from villages.models import WallPosting

PASSWORD = make.PASSWORD
TEXT = (
    "<p>根据上级部署，现将有关事项公告如下。</p><h2>一、发放范围</h2><p>全镇在册农户。</p>"
    "<table><thead><tr><th>村</th><th>户数</th><th>面积（亩）</th></tr></thead>"
    "<tbody><tr><td>上坪村</td><td>128</td><td>1,024.5</td></tr><tr><td>莲塘村</td><td>96</td><td>880.0</td></tr></tbody></table>"
    "<table><thead><tr><th>序号</th><th>村</th><th>承包地</th><th>流转地</th><th>撂荒地</th><th>核减</th><th>核定面积</th>"
    "<th>补贴标准</th><th>补贴金额</th><th>备注</th></tr></thead><tbody><tr><td>1</td><td>上坪村</td><td>1,024.50</td>"
    "<td>203.10</td><td>12.40</td><td>8.00</td><td>1,207.20</td><td>98.00</td><td>118,305.60</td><td>无</td></tr></tbody></table>"
    "<h2>二、办理方式</h2><ul><li>携带身份证明到村委会登记；</li><li>有疑问可致电镇政府。</li></ul>"
)


def pdf() -> bytes:
    return write.PDF


def xlsx() -> bytes:
    book = Workbook()
    sheet = book.active
    for line in (["村", "户数"], ["上坪村", 128], ["莲塘村", 96]):
        sheet.append(line)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@dataclass
class World:
    """The township and what stands in it, by name."""

    township: Township
    units: dict[str, Unit]
    users: dict[str, User]
    items: dict[str, Node]
    infos: dict[str, Publication]
    revisions: dict[str, CatalogRevision]
    runs: dict[str, ImportRun] = field(default_factory=dict)

    @property
    def domain(self) -> Node:
        return self.items["usual"].get_root()


def build() -> World:
    """Make the township by factories and acts; about two seconds."""
    now = timezone.now()
    load_standard(at=now)
    seed_calendar(at=now)
    town = make.township(
        phone="0573-6666001", address="砚溪县望禾镇望禾路1号", office_hours="工作日 8:30—12:00，14:30—17:30",
        email="office@example.gov.cn", postcode="314000", site_code="3300000001", site_domain="www.example.gov.cn",
        icp_no="浙ICP备00000000号", police_no="浙公网安备 33000000000000号", is_demo=True,
        county_url="https://www.example.gov.cn/", credit_code="113300000000000001",
    )  # fmt: skip
    write.levels(town)
    units = _units(town)
    users = _users(town, units)
    items = _items(town, units)
    world = World(town, units, users, items, _infos(town, units, users, items), {})
    world.revisions = _revisions(world)
    _matters(world)
    world.runs = _runs(world)
    _village(world)
    raise_all()
    return world


def _units(town: Township) -> dict[str, Unit]:
    about = {"phone": "0573-6666012", "address": "望禾路1号二楼", "leader": "张敏", "duties": "社会救助、养老服务、教育和卫生健康。"}  # fmt: skip
    made = {
        "general": make.unit(town, "党政综合办公室", **about),
        "social": make.unit(town, "社会事务办公室", **about),
        "farm": make.unit(town, "农业农村服务中心", UnitKind.INSTITUTION),
        "police": make.unit(town, "望禾派出所", UnitKind.STATION),
        "village": make.village(town, "上坪村", phone="0573-6666101"),
    }
    make.village(town, "莲塘村")
    return made


def _users(town: Township, units: dict[str, Unit]) -> dict[str, User]:
    social = units["social"]
    return {
        "editor": make.user_with(Role.EDITOR, social, "bianji", name="李编辑"),
        "colleague": make.user_with(Role.EDITOR, social, "tongshi", name="王同事"),
        "clerk": make.user_with(Role.VILLAGE_CLERK, units["village"], "cunwu", name="余村务"),
        "head": make.user_with(Role.SECTION_HEAD, social, "shenhe", name="陈审核"),
        "office_head": make.user_with(Role.OFFICE_HEAD, town, "fuzeren", name="周负责"),
        "admin": make.user_with(Role.ADMIN, town, "guanli", name="赵管理"),
    }


def _items(town: Township, units: dict[str, Unit]) -> dict[str, Node]:
    rows = Node.objects.filter(kind=NodeKind.ITEM, origin=Origin.NATIONAL, in_force_until__isnull=True)
    township = [row for row in rows.order_by("tree_id", "lft") if Level.TOWNSHIP in row.levels]
    usual, local, absent, other = [row for row in township if row.verified == Verified.YES][:4]
    made = {
        "usual": usual,
        "local": local,
        "absent": absent,
        "other": other,
        "unverified": next(row for row in township if row.verified == Verified.NO),
        "county": next(row for row in rows if row.levels == [Level.COUNTY]),
        "stopped": Node.objects.filter(kind=NodeKind.ITEM, key__startswith="d", in_force_until__lt=timezone.localdate())
        .exclude(stop_reason="")
        .first()
        or make.item(usual.parent, "已停止的事项", in_force_until=date(2024, 12, 31), stop_reason="脱贫攻坚任务完成"),
        "own": make.item(
            usual.parent, "校车线路", origin=Origin.TOWNSHIP, township=town, key="wanghe-0001", limit_text="每年更新"
        ),
        "column": Node.objects.filter(kind=NodeKind.ITEM, key__startswith="c-").first(),
    }  # fmt: skip
    make.adoption(
        town, local, unit=units["social"], limit_text="每月5日前", body="社会事务办公室", basis="镇务公开办法"
    )
    make.adoption(town, usual, unit=units["social"])
    make.adoption(town, absent, status=AdoptionStatus.NOT_INVOLVED, reason="本镇没有这类设施。")
    return made


def _infos(
    town: Township, units: dict[str, Unit], users: dict[str, User], items: dict[str, Node]
) -> dict[str, Publication]:
    social, by, head = units["social"], users["editor"], users["head"]

    def make_one(title: str, **more: object) -> Publication:
        now = timezone.now()
        fields = {
            "title": title, "unit": social, "node": items["usual"], "formed_on": timezone.localdate(), "text": TEXT,
            "doc_no": "望府发〔2026〕12号", "theme": "农业、林业、水利", "validity": "valid",
        } | more  # fmt: skip
        files = [Upload("补贴发放明细表.xlsx", xlsx()), Upload("公示.pdf", pdf())]
        return publications.create(township=town, by=by, at=now, fields=fields, files=files)

    def public(title: str, **more: object) -> Publication:
        made = make_one(title, **more)
        reviewing.submit(pk=made.pk, by=by, at=timezone.now())
        return reviewing.approve(pk=made.pk, by=head, at=timezone.now(), secrecy_checked=True)

    write.many_published(town, social, [items["usual"], items["other"]], by, 45)
    made = {"published": public("关于2026年耕地地力保护补贴面积核定情况和发放安排的公示")}
    write.published(
        town, units["village"], items["local"], by, title="迁入的旧公告", carried_over=True,
        original_published_on=date(2024, 5, 6), original_url="https://www.example.gov.cn/old/1.html",
    )  # fmt: skip
    made["withdrawn"] = public("写错了的公告")
    publishing.withdraw(
        pk=made["withdrawn"].pk, by=users["office_head"], at=timezone.now(), reason=WithdrawReason.ERROR, note="数字有误"
    )  # fmt: skip
    made["review"] = make_one("等待审核的公告")
    reviewing.submit(pk=made["review"].pk, by=by, at=timezone.now())
    made["returned"] = make_one("退回修改的公告")
    reviewing.submit(pk=made["returned"].pk, by=by, at=timezone.now())
    reviewing.send_back(pk=made["returned"].pk, by=head, at=timezone.now(), remark="请补充联系电话")
    made["draft"] = make_one("还在写的公告")
    return made


def _revisions(world: World) -> dict[str, CatalogRevision]:
    town, by, now = world.township, world.users["office_head"], timezone.now()
    today = timezone.localdate(now)

    def plan(title: str, limit: str) -> CatalogRevision:
        made = revisions.create(township=town, title=title, summary="根据职责变化调整。", by=by, at=now)
        act = {"pk": made.pk, "by": by, "at": now}
        revisions.change_row(
            version=1, node_pk=world.items["own"].pk, values={"limit_text": limit}, reason="方便家长", **act
        )
        revisions.add_row(
            version=2, parent_pk=world.items["usual"].parent_id, reason="群众关心",
            values={"name": f"校园餐{made.pk}", "elements": "菜谱；收费标准", "limit_text": "每周更新"}, **act,
        )  # fmt: skip
        made.refresh_from_db()
        return made

    asked = plan("2026年第二次目录调整", "每学期更新")
    asked = revisions.open_consultation(
        pk=asked.pk, version=asked.version, consult_from=today, consult_until=today + timedelta(days=14), by=by, at=now
    )  # fmt: skip
    opinion = revisions.comment(pk=asked.pk, text="建议每月更新一次。", at=now)
    revisions.answer_comment(pk=opinion.pk, result="partly", reply="改为每学期。", by=by, at=now)
    approved = plan("2026年第一次目录调整", "每月更新")
    approved = revisions.approve(
        pk=approved.pk, version=approved.version, approved_by="镇长办公会", approved_on=today, effective_on=today, by=by, at=now
    )  # fmt: skip
    answered = approved.comments.create(text="希望公开收费标准。", created_at=now)
    answered.result, answered.reply = "adopted", "已列入公开内容。"
    answered.save()
    return {"consulting": asked, "approved": approved, "draft": plan("2026年第三次目录调整", "每周更新")}


def _village(world: World) -> None:
    """Somebody in post, a place of each kind, a sheet that hangs."""
    by, at = world.users["admin"], timezone.now()
    given = {"unit_pk": world.units["village"].pk, "township": world.township, "by": by, "at": at}
    officials.add(
        **given, body=Body.COMMITTEE, name="余开山", post="主任", phone="0573-6666101", duty="主持全面工作",
        since=date(2024, 3, 20),
    )  # fmt: skip
    for kind in PlaceKind:
        code = f"SB-{kind.value}" if kind in DEVICES else ""
        places.add(
            **given,
            kind=kind,
            name=f"村{kind.label}",
            where="党群服务中心",
            phone="0573-6666101",
            code=code,
            note="有坡道。",
        )
    today = timezone.localdate()
    WallPosting.objects.create(
        unit=world.units["village"],
        month=today.replace(day=1),
        place_text="村口",
        posted_on=today,
        by=by,
        at=at,
    )


def _matters(world: World) -> None:
    for kind, code, name in (
        ("power", "330001", world.items["usual"].name),
        ("power", "330002", "对损坏村庄规划设施的处罚"),
        ("service", "330003", "居民养老保险参保登记"),
    ):
        Matter.objects.create(township=world.township, kind=kind, code=code, name=name, body="镇政府")
    matters.propose(township=world.township, by=world.users["admin"], at=timezone.now())


def _runs(world: World) -> dict[str, ImportRun]:
    made = {}
    sheets = {
        "preview": tables.table(tables.row("1", "招生管理", "新事项"), tables.row("2", "", "又一项")),
        "refused": tables.table(tables.row("1", "招生管理", "新事项", limit=""), tables.row("2", "", "")),
    }
    for name, rows in sheets.items():
        run = imports.upload(
            township=world.township, kind=ImportKind.CATALOG, file_name=f"{name}.xlsx",
            data=tables.xlsx(("Sheet1", rows)), by=world.users["admin"], at=timezone.now(),
        )  # fmt: skip
        made[name] = imports.preview(pk=run.pk, reader=READERS[ImportKind.CATALOG], at=timezone.now())
    return made


Address = Callable[[World], str]

# One of every public page kind, in each of its states.
PUBLIC: dict[str, Address] = {
    "home": lambda w: "/",
    "latest": lambda w: "/latest/",
    "latest-nothing": lambda w: "/latest/?q=没有这样的词",
    "domain": lambda w: w.domain.path,
    "column": lambda w: w.items["column"].get_root().path,
    "item": lambda w: w.items["usual"].path,
    "item-local": lambda w: w.items["local"].path,
    "item-absent": lambda w: w.items["absent"].path,
    "item-county": lambda w: w.items["county"].path,
    "item-unverified": lambda w: w.items["unverified"].path,
    "item-stopped": lambda w: w.items["stopped"].path,
    "units": lambda w: "/units/",
    "places": lambda w: "/places/",
    "villages": lambda w: "/villages/",
    "village": lambda w: f"/villages/{w.units['village'].pk}/",
    "village-ask": lambda w: f"/villages/{w.units['village'].pk}/ask/",
    "village-agreement-nothing": lambda w: f"/villages/{w.units['village'].pk}/agreement/",
    "village-finance-nothing": lambda w: f"/villages/{w.units['village'].pk}/finance/",
    "village-sheets-nothing": lambda w: f"/villages/{w.units['village'].pk}/sheets/decisions/",
    "village-list-nothing": lambda w: f"/villages/{w.units['village'].pk}/list/",
    "unit": lambda w: w.units["social"].path,
    "catalog": lambda w: "/catalog/",
    "revisions": lambda w: "/revisions/",
    "revision-consulting": lambda w: w.revisions["consulting"].path,
    "revision-approved": lambda w: w.revisions["approved"].path,
    "info": lambda w: w.infos["published"].path,
    "info-withdrawn": lambda w: w.infos["withdrawn"].path,
    "sitemap": lambda w: "/sitemap/",
    "not-found": lambda w: "/no-such-page/",
    "login": lambda w: "/office/login/",
}
