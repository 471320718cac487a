"""Units and the site profile in the admin."""

from http import HTTPStatus

from django.forms.models import model_to_dict

from catalog.models import CacheGeneration, Township, Unit
from tests.catalog.admin.conftest import Place
from tests.factories import catalog as make


def newest(record: Unit | Township) -> int:
    return record.history.order_by("-history_id").first().history_id


def profile(township: Township, **changed: object) -> dict[str, object]:
    values = {name: value for name, value in model_to_dict(township).items() if value is not None}
    return values | {"seen": newest(township)} | changed


def test_a_unit_is_added_changed_and_moved(here: Place) -> None:
    office = here.own[Unit]
    add = {"parent": here.township.unit_id, "kind": "office", "name": "财政所", "is_active": "on"}
    assert here.client.post("/admin/catalog/unit/add/", add).status_code == HTTPStatus.FOUND
    made = Unit.objects.get(name="财政所")

    sent = add | {"parent": office.pk, "phone": "0000-1234567", "seen": newest(made)}
    answer = here.client.post(f"/admin/catalog/unit/{made.pk}/change/", sent)

    made.refresh_from_db()
    assert answer.status_code == HTTPStatus.FOUND, answer.context["errors"]
    assert (made.parent_id, made.phone) == (office.pk, "0000-1234567")


def test_a_unit_does_not_move_below_itself(here: Place) -> None:
    office = here.own[Unit]
    below = make.unit(office, "下级")
    sent = {
        "parent": below.pk,
        "kind": "office",
        "name": office.name,
        "is_active": "on",
        "seen": newest(office),
    }

    answer = here.client.post(f"/admin/catalog/unit/{office.pk}/change/", sent)

    assert answer.status_code == HTTPStatus.OK
    assert Unit.objects.get(pk=office.pk).parent_id == here.township.unit_id


def test_the_root_keeps_place_and_kind(here: Place) -> None:
    root = here.township.unit
    sent = {
        "parent": here.own[Unit].pk,
        "kind": "office",
        "name": root.name,
        "is_active": "on",
        "seen": newest(root),
    }

    answer = here.client.post(f"/admin/catalog/unit/{root.pk}/change/", sent | {"phone": "12345"})

    root.refresh_from_db()
    assert answer.status_code == HTTPStatus.FOUND, answer.context["errors"]
    assert (root.parent_id, root.kind, root.phone) == (None, "township", "12345")


def test_the_site_profile_is_saved_and_stales_the_pages(here: Place) -> None:
    before = CacheGeneration.objects.get(township=here.township).number
    address = f"/admin/catalog/township/{here.township.pk}/change/"

    answer = here.client.post(
        address, profile(here.township, site_code="3500000001", icp_no="闽ICP备00000000号")
    )

    assert answer.status_code == HTTPStatus.FOUND, answer.context["errors"]
    assert Township.objects.get().site_code == "3500000001"
    assert CacheGeneration.objects.get(township=here.township).number > before
    assert "闽ICP备00000000号" in here.client.get(address).text


def test_the_days_for_an_interpretation_are_set_here_int_3(here: Place) -> None:
    address = f"/admin/catalog/township/{here.township.pk}/change/"
    assert Township.objects.get().interpretation_days == 3

    answer = here.client.post(address, profile(here.township, interpretation_days="5"))

    assert answer.status_code == HTTPStatus.FOUND, answer.context["errors"]
    assert Township.objects.get().interpretation_days == 5
    for wrong in ("0", "31", "-1", "三"):
        refused = here.client.post(address, profile(Township.objects.get(), interpretation_days=wrong))
        assert "interpretation_days" in refused.context["adminform"].form.errors, wrong
        assert f'name="interpretation_days" value="{wrong}"' in refused.text  # what was typed stays
    assert Township.objects.get().interpretation_days == 5


def test_the_address_prefix_is_not_changed_here(here: Place) -> None:
    address = f"/admin/catalog/township/{here.township.pk}/change/"

    here.client.post(address, profile(here.township, prefix="other", is_demo="on"))

    kept = Township.objects.get()
    assert (kept.prefix, kept.is_demo) == ("wanghe", False)


def test_two_administrators_at_the_profile(here: Place) -> None:
    address = f"/admin/catalog/township/{here.township.pk}/change/"
    first, second = profile(here.township, phone="111"), profile(here.township, phone="222")

    here.client.post(address, first)
    told = here.client.post(address, second)

    assert "现在保存的是：111" in told.text
    assert 'value="222"' in told.text
    assert Township.objects.get().phone == "111"
