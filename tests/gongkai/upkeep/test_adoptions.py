"""What the township does with each row: adopted, worded, given to a unit, 不涉及, checked."""

from datetime import UTC, datetime
from http import HTTPStatus

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.actions.adoptions import AdoptionStale
from catalog.law.roles import Role
from catalog.models import Adoption, AdoptionStatus, CacheGeneration, Node
from gongkai.upkeep import acts
from tests.factories import catalog as make
from tests.gongkai.upkeep.conftest import Office, signed_in

LIST = "/office/upkeep/adoptions/"
CHECKS = "/office/upkeep/checks/"
AT = datetime(2026, 3, 9, 1, 0, tzinfo=UTC)
PAGES = [LIST, CHECKS, "/office/upkeep/calendar/"]


def form(node: Node) -> str:
    return f"{LIST}{node.pk}/"


def seen(adoption: Adoption | None) -> object:
    return adoption.history.order_by("-history_id").first().history_id if adoption else ""


def held(office: Office, node: Node) -> Adoption:
    return Adoption.objects.get(holder=office.township.unit_id, node=node)


def test_a_row_is_adopted_with_local_wording_and_its_term_is_derived(office: Office) -> None:
    before = CacheGeneration.objects.get().number
    sent = {
        "status": "applies",
        "unit": office.unit.pk,
        "number": "7-1",
        "limit_text": "信息形成之日起3个工作日内",
    }

    answer = office.client.post(form(office.checked), sent, follow=True)

    adoption = held(office, office.checked)
    assert answer.redirect_chain == [(LIST, 302)]
    assert (adoption.unit, adoption.number, adoption.limit_text) == (
        office.unit,
        "7-1",
        "信息形成之日起3个工作日内",
    )
    assert adoption.elements == ""
    assert [limit.rule.count for limit in adoption.limits.all()] == [3]
    assert "系统理解为" in answer.text
    assert CacheGeneration.objects.get().number > before
    assert adoption.history.first().history_user == office.admin


def test_the_form_shows_the_printed_text_beside_the_local_wording(office: Office) -> None:
    page = office.client.get(form(office.checked))

    for words in ("办学性质;办学地点;办学规模", "每年更新", "政府网站", "县级、乡镇", "主动"):
        assert words in page.text
    assert " style=" not in page.text


def test_a_typed_term_is_explained_before_it_is_saved(office: Office) -> None:
    page = office.client.post(
        form(office.checked), {"status": "applies", "limit_text": "每季度更新", "step": "preview"}
    )

    assert "系统理解为" in page.text.split("data-limit-reading")[1]
    assert not Adoption.objects.exists()


def test_not_involved_needs_a_reason_that_residents_read(office: Office) -> None:
    refused = office.client.post(form(office.checked), {"status": "not_involved", "reason": " "})

    assert "标为“不涉及”须写明理由，群众会看到这条理由。" in refused.text
    assert not Adoption.objects.exists()

    office.client.post(form(office.checked), {"status": "not_involved", "reason": "本镇没有高中"})
    assert held(office, office.checked).reason == "本镇没有高中"


def test_two_keepers_the_second_is_told_and_loses_nothing(office: Office) -> None:
    other = signed_in(make.user_with(Role.OFFICE_HEAD, office.township, name="李主任"))
    theirs = {"status": "applies", "body": "李主任写的主体", "seen": ""}
    mine = {"status": "applies", "body": "我写的主体", "seen": ""}

    other.post(form(office.checked), theirs)
    told = office.client.post(form(office.checked), mine)

    assert "李主任在20" in told.text
    assert "现在保存的是：李主任写的主体" in told.text
    assert "我写的主体" in told.text
    assert held(office, office.checked).body == "李主任写的主体"

    office.client.post(form(office.checked), mine | {"seen": seen(held(office, office.checked))})
    assert held(office, office.checked).body == "我写的主体"


def test_sent_twice_it_makes_one_record(office: Office) -> None:
    sent = {"status": "applies", "number": "7-1"}

    office.client.post(form(office.checked), sent)
    office.client.post(form(office.checked), sent)

    assert Adoption.objects.count() == 1


def test_an_act_on_an_old_version_is_refused(office: Office) -> None:
    adoption = make.adoption(office.township, office.checked)
    Adoption.objects.filter(pk=adoption.pk).update(version=5)

    with pytest.raises(AdoptionStale) as refused:
        acts.adopt(
            node=office.checked.pk, holder=office.township.unit_id, version=4, status="applies", wording={},
            applies_from=None, by=office.admin, at=AT,
        )  # fmt: skip

    assert refused.value.current == adoption


def test_ticked_rows_get_a_unit(office: Office) -> None:
    nodes = [office.checked.pk, office.unchecked.pk]

    answer = office.client.post(LIST, {"act": "unit", "nodes": nodes, "unit": office.unit.pk}, follow=True)

    assert "已把2个事项的责任单位定为“社会事务办”" in answer.text
    assert {adoption.unit for adoption in Adoption.objects.all()} == {office.unit}


def test_ticked_rows_are_not_involved_with_one_reason(office: Office) -> None:
    nodes = [office.checked.pk, office.unchecked.pk]
    make.adoption(office.township, office.checked, unit=office.unit, elements="本镇要素")

    refused = office.client.post(LIST, {"act": "not_involved", "nodes": nodes, "reason": ""})
    assert "须写明理由" in refused.text
    assert refused.text.count(" checked") == 2

    office.client.post(LIST, {"act": "not_involved", "nodes": nodes, "reason": "本镇没有这类学校"})
    assert {(a.status, a.reason) for a in Adoption.objects.all()} == {
        (AdoptionStatus.NOT_INVOLVED, "本镇没有这类学校")
    }
    assert held(office, office.checked).elements == "本镇要素"


@pytest.mark.parametrize(
    "values", [{"act": "unit", "unit": "1"}, {"act": "other", "nodes": "1"}, {"act": "unit", "nodes": "x"}]
)
def test_a_batch_without_rows_is_told(office: Office, values: dict[str, str]) -> None:
    page = office.client.post(LIST, values)

    assert page.status_code == HTTPStatus.OK
    assert 'role="alert"' in page.text


def test_filters(office: Office) -> None:
    make.adoption(office.township, office.checked, unit=office.unit, number="7-9")

    def names(**query: object) -> list[str]:
        return [node.name for node, _, _ in office.client.get(LIST, query).context["rows"]]

    assert names() == ["学校介绍", "招生简章"]
    assert names(status="none") == ["招生简章"]
    assert names(status="applies") == ["学校介绍"]
    assert names(unit=office.unit.pk) == ["学校介绍"]
    assert names(check="open") == ["招生简章"]
    assert names(check="done") == ["学校介绍"]
    assert names(q="招生") == ["招生简章"]
    assert names(q="7-9") == ["学校介绍"]
    assert names(domain=office.group.tree_id) == ["学校介绍", "招生简章"]
    assert names(domain="99999") == []
    assert names(unit="x") == []


def test_a_row_is_confirmed_with_its_source(office: Office) -> None:
    page = office.client.get(f"{CHECKS}{office.unchecked.pk}/")
    assert "办学性质;办学地点;办学规模</textarea>" in page.text

    sent = {
        name: page.context["form"][name].value() or ""
        for name in ("elements", "basis", "limit_text", "body", "audience_named", "channel_note", "audience", "mode", "channels", "levels")
    }  # fmt: skip
    office.client.post(f"{CHECKS}{office.unchecked.pk}/", sent | {"check_source": "县目录第12行"})

    adoption = held(office, office.unchecked)
    assert (adoption.check_source, adoption.checked_by) == ("县目录第12行", office.admin)
    assert (adoption.elements, adoption.limit_text, adoption.channels) == ("", "", None)
    assert office.client.get(CHECKS).context["rows"] == []


def test_a_row_is_corrected(office: Office) -> None:
    page = f"{CHECKS}{office.unchecked.pk}/"
    sent = {
        "check_source": "县目录第12行",
        "limit_text": "每年8月15日前",
        "elements": "办学性质;办学地点;办学规模",
    }

    office.client.post(page, sent)

    adoption = held(office, office.unchecked)
    assert (adoption.limit_text, adoption.elements) == ("每年8月15日前", "")
    assert adoption.limits.count() == 1


def test_a_check_names_its_source(office: Office) -> None:
    page = office.client.post(f"{CHECKS}{office.unchecked.pk}/", {"check_source": ""})

    assert page.status_code == HTTPStatus.OK
    assert not Adoption.objects.exists()


def test_after_saving_the_list_is_as_it_was_left(office: Office) -> None:
    answer = office.client.post(
        f"{form(office.checked)}?back=status%3Dnone%26page%3D2", {"status": "applies"}
    )
    away = office.client.post(f"{form(office.unchecked)}?back=%2F%2Fexample.com", {"status": "applies"})

    assert answer.url == f"{LIST}?status=none&page=2"
    assert away.url == LIST


@pytest.mark.parametrize("role", [Role.EDITOR, Role.SECTION_HEAD, Role.SUPERVISOR, Role.VILLAGE_CLERK])
def test_only_keepers_of_the_catalog_come_in(office: Office, role: Role) -> None:
    client = signed_in(make.user_with(role, office.township))

    for page in [*PAGES, form(office.checked), f"{CHECKS}{office.unchecked.pk}/"]:
        assert client.get(page).status_code == HTTPStatus.FORBIDDEN
        assert client.post(page, {"status": "applies"}).status_code == HTTPStatus.FORBIDDEN
    assert not Adoption.objects.exists()


def test_an_administrator_of_one_office_only_does_not_keep_the_catalog(office: Office) -> None:
    client = signed_in(make.user_with(Role.ADMIN, office.unit))

    assert client.get(LIST).status_code == HTTPStatus.FORBIDDEN


def test_rows_units_and_adoptions_of_another_township_stay_out_of_reach(office: Office) -> None:
    other = make.township("shiqiao", "石桥镇")
    foreign = make.item(office.group, "石桥事项", origin="township", township=other)
    unit = make.unit(other, "石桥办")
    make.adoption(other, office.checked, unit=unit, reason="", number="石桥编号")
    client, base = office.client, "/wanghe"

    assert "石桥" not in client.get(f"{base}{LIST}").text
    assert "石桥" not in client.get(f"{base}{form(office.checked)}").text
    assert client.get(f"{base}{form(foreign)}").status_code == HTTPStatus.NOT_FOUND
    told = client.post(f"{base}{form(office.checked)}", {"status": "applies", "unit": unit.pk})
    assert "所选的责任单位不存在，或不属于本乡镇。" in told.text
    told = client.post(f"{base}{LIST}", {"act": "not_involved", "nodes": [foreign.pk], "reason": "理由"})
    assert "目录里没有这一事项" in told.text
    assert client.get(f"/shiqiao{LIST}").status_code == HTTPStatus.FORBIDDEN
    assert Adoption.objects.get().township == other


@pytest.mark.parametrize("page", [LIST, CHECKS])
def test_a_list_costs_the_same_whatever_its_length(office: Office, page: str) -> None:
    make.adoption(office.township, office.unchecked, unit=office.unit)
    office.client.get(page)
    with CaptureQueriesContext(connection) as few:
        office.client.get(page)
    for number in range(30):
        node = make.item(office.group, f"事项{number}", verified="no")
        make.adoption(office.township, node, unit=make.unit(office.township))

    with CaptureQueriesContext(connection) as many:
        rows = office.client.get(page).context["rows"]

    assert len(rows) > 30
    assert len(many) == len(few)
