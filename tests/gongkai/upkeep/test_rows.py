"""Own rows of the catalog are edited where their duties are seen: what is saved moves them, and says so."""

from datetime import timedelta
from http import HTTPStatus

import pytest
from django.contrib import admin
from django.test import RequestFactory
from django.utils import timezone

from catalog.actions.limits import derive_limits
from catalog.admin.tree import NodeAdmin
from catalog.law.vocabulary import Origin
from catalog.models import Node
from disclosure.actions.planning import plan
from disclosure.models import Duty, DutyTrace
from gongkai.upkeep.rows import RowAdmin
from tests.factories import catalog as make
from tests.gongkai.upkeep.conftest import Office

LIST = "/admin/catalog/node/"


@pytest.fixture
def own(office: Office) -> Node:
    """A row of the township's own with its duties of a year."""
    node = make.item(
        office.group,
        "营养餐",
        origin=Origin.TOWNSHIP,
        township=office.township,
        limit_text="每季度结束后10日内",
    )
    derive_limits([node])
    make.adoption(office.township, node, unit=office.unit)
    plan(township=office.township, at=timezone.now())
    assert Duty.objects.open().count() > 3
    return Node.objects.get(pk=node.pk)


def sent(node: Node, **changed: object) -> dict[str, object]:
    values = {
        "parent": node.parent_id, "name": node.name, "number": node.number, "elements": node.elements,
        "basis": node.basis, "limit_text": node.limit_text, "body": node.body, "channels": node.channels,
        "audience": node.audience, "mode": node.mode, "levels": node.levels,
        "seen": node.history.order_by("-history_id").first().history_id,
    }  # fmt: skip
    return values | changed


def test_the_catalogs_own_admin_saves_nothing(office: Office, own: Node) -> None:
    request = RequestFactory().get("/")
    request.user, request.township, request.townships = office.admin, office.township, [office.township]
    page = NodeAdmin(Node, admin.site)

    assert isinstance(admin.site.get_model_admin(Node), RowAdmin)
    assert not page.has_add_permission(request)
    assert not page.has_change_permission(request, own)
    assert page.has_view_permission(request, own)
    assert not any(hasattr(page, name) for name in ("move_view", "retire_view"))


def test_a_changed_term_moves_exactly_its_own_days(office: Office, own: Node) -> None:
    other = make.item(office.group, "食堂", limit_text="每季度结束后10日内")
    derive_limits([other])
    make.adoption(office.township, other, unit=office.unit)
    plan(township=office.township, at=timezone.now())
    before = dict(Duty.objects.values_list("pk", "due_on"))

    page = office.client.post(
        f"{LIST}{own.pk}/change/", sent(own, limit_text="每季度结束后20日内"), follow=True
    )

    moved = {pk for pk, day in Duty.objects.values_list("pk", "due_on") if before[pk] != day}
    assert moved == set(Duty.objects.filter(node=own).values_list("pk", flat=True))
    assert f"有{len(moved)}件任务的日期变动" in page.text
    assert set(DutyTrace.objects.values_list("duty", "cause")) == {(pk, "公开时限调整") for pk in moved}


def test_a_stopped_row_drops_what_was_planned_and_a_restored_one_owes_again(
    office: Office, own: Node
) -> None:
    planned = Duty.objects.open().count()
    ended = Duty.objects.open().filter(last__lte=timezone.localdate()).count()

    page = office.client.post(f"{LIST}{own.pk}/retire/", {"act": "retire", "reason": "学校撤并"}, follow=True)
    assert f"{planned - ended}件任务取消" in page.text
    assert Duty.objects.open().count() == ended

    page = office.client.post(f"{LIST}{own.pk}/retire/", {"act": "restore"}, follow=True)
    assert f"{planned - ended}件任务恢复" in page.text
    assert Duty.objects.open().count() == planned


def test_a_row_moved_is_counted_in_its_new_domain(office: Office, own: Node) -> None:
    other = make.domain("养老服务", "20")

    office.client.post(f"{LIST}{own.pk}/change/", sent(own, parent=other.pk))

    assert set(Duty.objects.values_list("domain_id", flat=True)) == {other.pk}


def test_a_row_new_to_the_township_is_owed_from_the_day_it_gets_its_unit(office: Office) -> None:
    item = make.item(office.group, "通知", limit_text="每月公开一次")
    derive_limits([item])

    office.client.post(
        "/office/upkeep/adoptions/", {"act": "unit", "nodes": [item.pk], "unit": office.unit.pk}
    )

    today = timezone.localdate()
    assert Duty.objects.filter(node=item).exists()
    assert not Duty.objects.filter(node=item, last__lt=today).exists()
    page = office.client.get(f"/office/upkeep/adoptions/{item.pk}/")
    assert f'value="{today:%Y-%m-%d}"' in page.text


def test_the_form_says_from_when_a_row_is_owed(office: Office, own: Node) -> None:
    earlier = (timezone.localdate() - timedelta(days=400)).isoformat()
    address = f"/office/upkeep/adoptions/{own.pk}/"
    seen = own.adoptions.get().history.latest("history_id").history_id
    values = {"status": "applies", "unit": office.unit.pk, "seen": seen}

    wrong = office.client.post(address, values | {"applies_from": "去年"})
    right = office.client.post(address, values | {"applies_from": earlier})

    assert wrong.status_code == HTTPStatus.OK
    assert "请输入" in wrong.text or "有效的日期" in wrong.text
    assert right.status_code == HTTPStatus.FOUND
    assert own.adoptions.get().applies_from.isoformat() == earlier
