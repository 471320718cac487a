"""Records for tests. Dates are given, never taken from the clock; parents are reread, so trees stay whole."""

from datetime import date
from itertools import count

from catalog.law.roles import Role
from catalog.law.vocabulary import Audience, Channel, Level, Mode, NodeKind, Origin, UnitKind, Verified
from catalog.models import Adoption, CacheGeneration, Membership, Node, Township, Unit, User

PASSWORD = "望禾-tests-2026"
_serial = count(1)


def township(prefix: str = "wanghe", name: str = "望禾镇", **fields: object) -> Township:
    """A township with its root unit and cache counter."""
    root = Unit.objects.create(kind=UnitKind.TOWNSHIP, name=f"{name}人民政府", short_name=name)
    values = {
        "unit": root,
        "prefix": prefix,
        "name": f"{name}人民政府",
        "short_name": name,
        "county_name": "砚溪县",
        "site_name": f"{name}政务公开",
        "organizer": f"{name}人民政府",
        "started_on": date(2025, 1, 1),
    } | fields
    made = Township.objects.create(**values)
    CacheGeneration.objects.create(township=made)
    return made


def unit(parent: Township | Unit, name: str = "", kind: UnitKind = UnitKind.OFFICE, **fields: object) -> Unit:
    """A unit below a township or another unit."""
    above = parent.unit_id if isinstance(parent, Township) else parent.pk
    return Unit.objects.create(
        parent=Unit.objects.get(pk=above), kind=kind, name=name or f"第{next(_serial)}办公室", **fields
    )


def village(parent: Township | Unit, name: str = "上坪村", **fields: object) -> Unit:
    """The unit of a village committee (the record `villages.Village` is not made here)."""
    return unit(parent, name, UnitKind.VILLAGE, **fields)


def user(username: str = "", **fields: object) -> User:
    """An account without any right; its password is PASSWORD."""
    username = username or f"user{next(_serial)}"
    values = {"name": f"测试员{username}", "must_change_password": False} | fields
    return User.objects.create_user(username, PASSWORD, **values)


def user_with(role: Role, at: Township | Unit, username: str = "", **fields: object) -> User:
    """An account with one role in a unit (or at the root of a township)."""
    made = user(username, **fields)
    Membership.objects.create(user=made, unit=at.unit if isinstance(at, Township) else at, role=role)
    return made


def node(kind: NodeKind, name: str, parent: Node | None = None, **fields: object) -> Node:
    """A place in the catalog; national, unless `origin` says otherwise."""
    above = Node.objects.get(pk=parent.pk) if parent else None
    values = {"key": f"n{next(_serial)}", "origin": Origin.NATIONAL} | fields
    return Node.objects.create(kind=kind, name=name, parent=above, **values)


def domain(name: str = "义务教育", number: str = "7", **fields: object) -> Node:
    return node(NodeKind.DOMAIN, name, number=number, **fields)


def group(parent: Node, name: str = "招生管理", **fields: object) -> Node:
    return node(NodeKind.GROUP, name, parent, **fields)


def item(parent: Node, name: str = "学校介绍", **fields: object) -> Node:
    """An item with all printed columns, checked against its source unless told otherwise."""
    values = {
        "elements": "办学性质;办学地点;办学规模",
        "basis": "《政府信息公开条例》",
        "limit_text": "每年更新",
        "body": "教育行政部门",
        "channels": [Channel.WEBSITE],
        "audience": Audience.ALL,
        "mode": Mode.PROACTIVE,
        "levels": [Level.COUNTY, Level.TOWNSHIP],
        "verified": Verified.YES,
    } | fields
    return node(NodeKind.ITEM, name, parent, **values)


def adoption(holder: Township | Unit, adopted: Node, **fields: object) -> Adoption:
    """What a township's or village's list does with a row."""
    at = holder.unit if isinstance(holder, Township) else holder
    return Adoption.objects.create(
        holder=at, township=Township.objects.get(unit=at.get_root()), node=adopted, **fields
    )
