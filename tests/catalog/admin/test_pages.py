"""Every list of the catalog's admin opens and searches, every form opens, and nothing reaches another township."""

from http import HTTPStatus

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.law.roles import Role
from catalog.models import CalendarDay, CalendarYear, Node, Unit, User
from tests.catalog.admin.conftest import Place
from tests.factories import catalog as make

MODELS = [model for model in apps.get_app_config("catalog").get_models() if admin.site.is_registered(model)]
SHARED = {CalendarYear, CalendarDay}
OWN = [model for model in MODELS if model not in SHARED]
WITH_HISTORY = [model for model in MODELS if hasattr(model, "history")]
CLOSED = {HTTPStatus.FOUND, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}


def address(model: type[Model], rest: str = "") -> str:
    return f"/admin/catalog/{model._meta.model_name}/{rest}"


def an_object(model: type[Model], here: Place) -> Model:
    found = here.own.get(model) or model._default_manager.first()
    assert found is not None
    return found


@pytest.mark.parametrize("model", MODELS)
def test_list_opens_and_searches(model: type[Model], here: Place) -> None:
    plain = here.client.get(address(model))
    searched = here.client.get(address(model), {"q": "望禾"})

    assert (plain.status_code, searched.status_code) == (HTTPStatus.OK, HTTPStatus.OK)
    assert plain.context["cl"].result_count >= 1
    assert " style=" not in plain.text
    assert "<script>" not in plain.text


@pytest.mark.parametrize("model", MODELS)
def test_page_of_a_record_opens(model: type[Model], here: Place) -> None:
    response = here.client.get(address(model, f"{an_object(model, here).pk}/change/"))

    assert response.status_code == HTTPStatus.OK
    assert " style=" not in response.text


@pytest.mark.parametrize("model", [Node, Unit, User])
def test_form_for_a_new_record_opens(model: type[Model], here: Place) -> None:
    assert here.client.get(address(model, "add/")).status_code == HTTPStatus.OK


@pytest.mark.parametrize("model", WITH_HISTORY)
def test_history_opens_in_chinese_without_inline_style(model: type[Model], here: Place) -> None:
    record = an_object(model, here)
    response = here.client.get(address(model, f"{record.pk}/history/"))
    version = model.history.order_by("-history_id").filter(**{model._meta.pk.attname: record.pk}).first()
    page = here.client.get(address(model, f"{record.pk}/history/{version.pk}/"))

    assert (response.status_code, page.status_code) == (HTTPStatus.OK, HTTPStatus.OK)
    assert "当时的版本" in response.text
    assert " style=" not in response.text + page.text
    assert "<form" not in page.text.split('id="content"')[1].split("</main>")[0]


@pytest.mark.parametrize("model", WITH_HISTORY)
def test_an_old_version_is_never_put_back(model: type[Model], here: Place) -> None:
    record = an_object(model, here)
    version = model.history.filter(**{model._meta.pk.attname: record.pk}).first()

    answer = here.client.post(address(model, f"{record.pk}/history/{version.pk}/"), {})

    assert answer.status_code == HTTPStatus.FORBIDDEN


@pytest.mark.parametrize("model", MODELS)
def test_nothing_is_deleted(model: type[Model], here: Place) -> None:
    answer = here.client.post(address(model, f"{an_object(model, here).pk}/delete/"), {"post": "yes"})

    assert answer.status_code == HTTPStatus.FORBIDDEN


@pytest.mark.parametrize("model", OWN)
def test_list_shows_nothing_of_the_other_township(model: type[Model], here: Place, there: Place) -> None:
    for query in ({}, {"q": "望禾"}, {"unit": here.own[Unit].pk}, {"domain": "1"}):
        page = there.client.get(there.url(address(model)), query, follow=True)

        assert page.status_code == HTTPStatus.OK
        results = page.context["cl"].result_list
        assert here.own[model].pk not in [row.pk for row in results]
        assert "望禾" not in page.text.replace('value="望禾"', "").replace("q=%E6%9C%9B%E7%A6%BE", "")


@pytest.mark.parametrize("model", OWN)
@pytest.mark.parametrize(
    "rest", ["{}/change/", "{}/history/", "{}/delete/", "{}/history/1/", "{}/password/", "{}/move/"]
)
def test_no_page_of_the_other_township_opens(
    model: type[Model], rest: str, here: Place, there: Place
) -> None:
    target = there.url(address(model, rest.format(here.own[model].pk)))

    for answer in (there.client.get(target), there.client.post(target, {"name": "改名", "to": "up"})):
        assert answer.status_code in CLOSED
        assert "望禾" not in answer.text


@pytest.mark.parametrize(("app_field", "sought"), [("node.parent", Node), ("unit.parent", Unit)])
def test_autocomplete_offers_nothing_of_the_other_township(
    app_field: str, sought: type[Model], here: Place, there: Place
) -> None:
    model, field = app_field.split(".")
    query = {"app_label": "catalog", "model_name": model, "field_name": field, "term": "望禾"}

    answer = there.client.get(there.url("/admin/autocomplete/"), query)

    assert answer.json()["results"] == []


def test_a_unit_of_the_other_township_is_not_accepted(here: Place, there: Place) -> None:
    values = {"parent": here.own[Unit].pk, "kind": "office", "name": "新办公室", "is_active": "on"}

    answer = there.client.post(there.url(address(Unit, "add/")), values)

    assert answer.status_code == HTTPStatus.OK
    assert "这个上级单位已不存在，或不属于本乡镇" in answer.text
    assert not Unit.objects.filter(name="新办公室").exists()


def test_the_other_townships_admin_pages_are_closed(here: Place, there: Place) -> None:
    for model in MODELS:
        assert there.client.get(here.url(address(model))).status_code in CLOSED


@pytest.mark.parametrize("model", MODELS)
def test_an_account_without_membership_gets_nowhere(model: type[Model], here: Place) -> None:
    stranger = Client()
    stranger.force_login(make.user(), backend="catalog.backends.MembershipBackend")

    for path in ("", "add/", f"{an_object(model, here).pk}/change/", f"{an_object(model, here).pk}/history/"):
        assert stranger.get(address(model, path)).status_code in CLOSED
        assert stranger.post(address(model, path), {}).status_code in CLOSED


@pytest.mark.parametrize("role", [Role.EDITOR, Role.VILLAGE_CLERK, Role.SUPERVISOR, Role.OFFICE_HEAD])
@pytest.mark.parametrize("model", MODELS)
def test_other_roles_may_look_at_most(model: type[Model], role: Role, here: Place) -> None:
    client = Client()
    client.force_login(make.user_with(role, here.township), backend="catalog.backends.MembershipBackend")
    target = address(model, f"{an_object(model, here).pk}/change/")

    assert client.get(target).status_code in {HTTPStatus.OK, *CLOSED}
    assert client.post(target, {"name": "改名", "title": "改名"}).status_code in CLOSED
    assert client.post(address(model, "add/"), {"name": "新"}).status_code in CLOSED


def _grow(model: type[Model], here: Place, count: int) -> None:
    for number in range(count):
        office = make.unit(here.township, f"科室{count}-{number}")
        if model is Node:
            parent = Node.objects.get(pk=here.own[Node].parent_id)
            made = make.item(parent, f"事项{count}-{number}", origin="township", township=here.township)
            make.item(parent, f"县级事项{count}-{number}", origin="county")
            make.adoption(here.township, made, unit=office)
        if model is User:
            make.user_with(Role.EDITOR, office)


@pytest.mark.parametrize("model", [Node, Unit, User])
def test_list_costs_the_same_whatever_its_length(model: type[Model], here: Place) -> None:
    _grow(model, here, 1)
    here.client.get(address(model))
    with CaptureQueriesContext(connection) as few:
        here.client.get(address(model))
    _grow(model, here, 30)

    with CaptureQueriesContext(connection) as many:
        page = here.client.get(address(model))

    assert page.context["cl"].result_count >= 30
    assert len(many) == len(few)
