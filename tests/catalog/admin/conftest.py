"""Two townships of one installation with the same kinds of records in each, so that there is something to leak."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

import pytest
from django.db.models import Model
from django.test import Client

from catalog.law.roles import Role
from catalog.law.vocabulary import NodeKind, Origin
from catalog.models import (
    CalendarDay,
    CalendarYear,
    CatalogRevision,
    Entry,
    ImportKind,
    ImportRun,
    Matter,
    MatterKind,
    MatterMatch,
    Membership,
    Node,
    TimeLimit,
    Township,
    Unit,
    User,
)
from catalog.models import Place as StandingPlace
from tests.factories import catalog as make

AT = datetime(2026, 3, 9, 1, 0, tzinfo=UTC)


@dataclass
class Place:
    """One township: its administrator and one record of each kind that belongs to it alone."""

    township: Township
    admin: User
    client: Client
    prefix: str
    own: dict[type[Model], Model] = field(default_factory=dict)

    def url(self, path: str) -> str:
        return f"{self.prefix}{path}"


def records(township: Township, admin: User, item: Node, word: str) -> dict[type[Model], Model]:
    """One record of each kind, every name containing `word`."""
    office = make.unit(township, f"{word}办公室")
    editor = make.user_with(Role.EDITOR, office, f"{township.prefix}-editor", name=f"{word}编辑")
    node = make.item(
        item.parent, f"{word}事项", origin=Origin.TOWNSHIP, township=township, key=f"{township.prefix}-0001"
    )
    adoption = make.adoption(township, item, unit=office, limit_text="每季度更新", reason=f"{word}理由")
    matter = Matter.objects.create(
        township=township, kind=MatterKind.POWER, code="1", name=f"{word}权力", unit=office
    )
    return {
        Unit: office,
        User: editor,
        Membership: editor.memberships.get(),
        Node: node,
        Matter: matter,
        MatterMatch: MatterMatch.objects.create(matter=matter, node=item, score=0.8),
        CatalogRevision: CatalogRevision.objects.create(township=township, title=f"{word}调整", created_by=admin),
        ImportRun: ImportRun.objects.create(
            township=township, kind=ImportKind.CATALOG, file_name=f"{word}.xlsx", created_by=admin, created_at=AT
        ),
        Entry: Entry.objects.create(
            key=f"publication:{township.pk}", kind="publication", township=township, unit=office, node=item,
            domain=item.get_root(), title=f"{word}公告", path="/info/1/", published_at=AT, public_from=AT,
        ),
        TimeLimit: TimeLimit.objects.create(
            adoption=adoption, kind="recurring", data={"kind": "recurring", "count": 1, "unit": "quarter"}
        ),
        StandingPlace: StandingPlace.objects.create(
            township=township, unit=office, kind="board", name=f"{word}公示栏"
        ),
        type(adoption): adoption,
        Township: township,
    }  # fmt: skip


def place(prefix: str, name: str, word: str, item: Node, *, several: bool) -> Place:
    township = make.township(prefix, name)
    admin = make.user_with(Role.ADMIN, township, f"{prefix}-admin", name=f"{word}管理员")
    client = Client()
    client.force_login(admin, backend="catalog.backends.MembershipBackend")
    return Place(
        township, admin, client, f"/{prefix}" if several else "", records(township, admin, item, word)
    )


@pytest.fixture
def item(db: None) -> Node:
    """A national row both townships share; and a calendar."""
    year = CalendarYear.objects.create(year=2026, arranged=True, notice_no="国办发明电〔2025〕7号")
    CalendarDay.objects.create(date=date(2026, 1, 1), year=year, is_workday=False, name="元旦")
    domain = make.domain()
    make.node(NodeKind.COLUMN, "机构职能")
    return make.item(make.group(domain))


@pytest.fixture
def here(item: Node) -> Place:
    """The only township of its installation, unless `there` joins it."""
    return place("wanghe", "望禾镇", "望禾", item, several=False)


@pytest.fixture
def there(here: Place, item: Node) -> Place:
    """A second township; addresses of both now carry their prefix."""
    here.prefix = "/wanghe"
    return place("shiqiao", "石桥镇", "石桥", item, several=True)
