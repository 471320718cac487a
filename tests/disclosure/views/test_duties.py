"""The duty desk: who sees and does what, over every address; one duty is discharged once; nothing typed is lost."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalog.actions.generations import raise_generation
from catalog.actions.limits import derive_limits
from catalog.law.roles import Role
from catalog.models import Adoption, Node, Township, Unit, User
from disclosure.actions import duties as acts
from disclosure.law.duties import DutyState, period_name
from disclosure.models import Confirmation, Duty, DutyTrace, Publication, Trigger
from disclosure.queries.duties import week_end
from disclosure.rules import DUTY_READERS
from tests.factories import catalog, disclosure

pytestmark = pytest.mark.django_db

LIST = "/office/duties/"
ADD_EVENT = "/office/duties/events/add/"
NOTHING_NEW = "/office/duties/nothing-new/"
WRITE = {Role.EDITOR, Role.VILLAGE_CLERK}
SIGN = {*WRITE, Role.SECTION_HEAD}
WAIVE = {Role.OFFICE_HEAD, Role.SIGNER}
DAY = timedelta(days=1)


@dataclass
class Place:
    township: Township
    office: Unit
    group: Node
    item: Node
    event_item: Node
    duty: Duty
    event_duty: Duty

    def owed(self, **fields: object) -> Duty:
        """An open turn of the item that began a month ago and was due yesterday."""
        today = timezone.localdate()
        values = {
            "township": self.township, "unit": self.office, "node": self.item, "domain": self.item.get_root(),
            "adoption": Adoption.objects.filter(node=self.item).first(),
            "occasion": f"p{Duty.objects.count()}", "first": today - 40 * DAY, "last": today - 10 * DAY,
            "due_on": today - DAY,
        } | fields  # fmt: skip
        return Duty.objects.create(**values)


@pytest.fixture
def place() -> Place:
    township = catalog.township(started_on=date(2020, 1, 1))
    office = catalog.unit(township, "社会事务办")
    group = catalog.group(catalog.domain())
    item = catalog.item(group, "学校介绍", limit_text="每季度更新")
    event_item = catalog.item(group, "招生简章", limit_text="信息形成或者变更之日起20个工作日内")
    derive_limits([item, event_item])
    for row in (item, event_item):
        catalog.adoption(township, row, unit=office)
    made = Place(township, office, group, item, event_item, None, None)
    made.duty = made.owed()
    trigger = Trigger.objects.create(
        township=township, unit=office, node=event_item, event="formed_or_changed", subject="关于招生的通知",
        happened_on=timezone.localdate() - 5 * DAY, recorded_at=timezone.now(),
        recorded_by=catalog.user("dengji"),
    )  # fmt: skip
    made.event_duty = made.owed(
        node=event_item, trigger=trigger, occasion="e1", due_on=timezone.localdate() + 30 * DAY
    )
    return made


def signed_in(role: Role, at: Township | Unit, **fields: object) -> Client:
    return client_of(catalog.user_with(role, at, **fields))


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="catalog.backends.MembershipBackend")
    return client


def event(**more: object) -> dict[str, object]:
    return {
        "event": "formed_or_changed",
        "happened_on": timezone.localdate().isoformat(),
        "subject": "招生章程",
    } | more


def address_of_event(place: Place) -> str:
    return f"{ADD_EVENT}?row={Adoption.objects.get(node=place.event_item).pk}"


def sent(place: Place) -> dict[str, tuple[str, dict[str, object]]]:
    """Every act: address and what is posted."""
    duty = place.duty
    return {
        "record": (address_of_event(place), event()),
        "sign": (NOTHING_NEW, {"unit": place.office.pk, "duties": [duty.pk]}),
        "explain": (
            f"{LIST}{duty.pk}/explain/",
            {"explain-unit": place.office.pk, "explain-cause": "人员变动", "explain-version": duty.version},
        ),
        "waive": (f"{LIST}{duty.pk}/waive/", {"waive-reason": "机构已撤并", "waive-version": duty.version}),
    }


MAY = {"record": WRITE, "sign": SIGN, "explain": WRITE | WAIVE, "waive": WAIVE}


def facts() -> tuple:
    duties = Duty.objects.order_by("pk").values_list("state", "late_cause", "reason", "version")
    return list(duties), Trigger.objects.count(), Confirmation.objects.count()


@pytest.mark.parametrize(("role", "act"), list(product(Role, MAY)))
def test_role_by_act(place: Place, role: Role, act: str) -> None:
    client, before = signed_in(role, place.office), facts()
    address, data = sent(place)[act]

    answer = client.post(address, data)

    if role in MAY[act]:
        assert answer.status_code == 302
        assert facts() != before
    else:
        assert answer.status_code in ({403, 409} if role in DUTY_READERS else {404})
        assert facts() == before


@pytest.mark.parametrize("role", Role)
def test_readers_see_and_others_find_nothing(place: Place, role: Role) -> None:
    client = signed_in(role, place.office)
    wanted = 200 if role in DUTY_READERS else 404

    for address in (LIST, f"{LIST}{place.duty.pk}/", "/office/duties/events/"):
        assert client.get(address).status_code == wanted
    page = client.get(LIST).content.decode()
    assert ("写公开信息" in page) == (role in WRITE)
    assert ("逾期说明" in page) == (role in MAY["explain"])
    assert (">免除<" in page) == (role in WAIVE)


@pytest.mark.parametrize("role", [Role.EDITOR, Role.VILLAGE_CLERK, Role.SECTION_HEAD, Role.OFFICE_HEAD])
def test_a_unit_sees_and_acts_on_its_own_only(place: Place, role: Role) -> None:
    other = catalog.unit(place.township, "财政所")
    client = signed_in(role, other)
    signed = confirmed(place)
    before = facts()

    assert "学校介绍" not in client.get(LIST).content.decode()
    assert "学校介绍" not in client.get(f"{LIST}?unit={place.office.pk}").content.decode()
    assert "关于招生的通知" not in client.get("/office/duties/events/").content.decode()
    for address in (f"{LIST}{place.duty.pk}/", f"/office/duties/confirmations/{signed.pk}/"):
        assert client.get(address).status_code == 404
    assert client.get(f"{NOTHING_NEW}?unit={place.office.pk}").status_code in (403, 404)
    for address, data in sent(place).values():
        assert client.post(address, data).status_code in (200, 403, 404)
    stolen = client.post(NOTHING_NEW, {"unit": other.pk, "duties": [place.event_duty.pk]})
    assert stolen.status_code in (403, 409)
    assert facts() == before


def confirmed(place: Place) -> Confirmation:
    writer = catalog.user_with(Role.EDITOR, place.office)
    more = place.owed(occasion="zuo")
    return acts.confirm_nothing_new(unit=place.office, duties=[more.pk], by=writer, at=timezone.now())


def test_another_townships_duties_are_not_there(place: Place) -> None:
    other = catalog.township("shiqiao", "石桥镇")
    person = catalog.user_with(Role.EDITOR, place.office)
    unit = catalog.unit(other, "石桥办")
    person.memberships.create(unit=unit, role=Role.EDITOR)
    signed = confirmed(place)
    client = client_of(person)

    assert client.get(f"/wanghe{LIST}{place.duty.pk}/").status_code == 200
    assert client.get(f"/shiqiao{LIST}{place.duty.pk}/").status_code == 404
    assert "学校介绍" not in client.get(f"/shiqiao{LIST}").content.decode()
    assert client.get(f"/wanghe/confirmations/{signed.pk}/").status_code == 200
    assert client.get(f"/shiqiao/confirmations/{signed.pk}/").status_code == 404
    for address, data in sent(place).values():
        client.post(f"/shiqiao{address}", data)
    assert Duty.objects.get(pk=place.duty.pk).state == DutyState.OPEN
    assert Trigger.objects.count() == 1


def test_the_list_stands_in_groups_with_days_and_lights(place: Place) -> None:
    today = timezone.localdate()
    place.owed(part="本周的", due_on=week_end(today))
    place.owed(part="预计的", due_on=today + 60 * DAY, provisional=True)
    place.owed(part="无期限的", due_on=None)
    place.owed(part="没开始的", first=today + DAY, last=today + 9 * DAY, due_on=today + 20 * DAY)
    place.owed(part="取消的", state=DutyState.DROPPED, reason="不再要求")
    client = signed_in(Role.EDITOR, place.office)

    page = client.get(LIST)

    groups = {label: len(lines) for label, lines in page.context["groups"]}
    assert groups == {"已逾期": 1, "本周到期": 1, "以后到期": 2, "没有期限": 1}
    text = page.content.decode()
    assert "（预计）" in text
    assert "没开始的" not in text
    assert "取消的" not in text
    assert "没开始的" in client.get(f"{LIST}?state=ahead").content.decode()
    assert "本单位逾期 1、本周到期 1" in client.get("/office/").content.decode()


def test_filters(place: Place) -> None:
    today = timezone.localdate()
    other = catalog.unit(place.township, "财政所")
    place.owed(unit=other, due_on=today + 90 * DAY)
    client = signed_in(Role.SUPERVISOR, place.township)

    def count(**query: object) -> int:
        return client.get(LIST, query).context["page"].paginator.count

    assert count() == 3
    assert count(unit=other.pk) == 1
    assert count(domain=place.item.get_root().pk) == 3
    assert count(light="red") == 1
    assert count(light="green") == 2
    assert count(light="none") == 0
    assert count(state="waived") == 0
    assert count(unit="x") == 0


@pytest.mark.parametrize("address", [LIST, NOTHING_NEW, "/office/duties/events/", "/office/"])
def test_queries_do_not_grow(place: Place, address: str) -> None:
    client = signed_in(Role.EDITOR, place.office)
    client.get(address)
    few = queries(client, address)
    for number in range(30):
        item = catalog.item(place.group, f"事项{number}")
        trigger = Trigger.objects.create(
            township=place.township, unit=place.office, node=item, event="decided", subject=f"决定{number}",
            happened_on=timezone.localdate(), recorded_at=timezone.now(), recorded_by=catalog.user(),
        )  # fmt: skip
        place.owed(node=item)
        place.owed(node=item, trigger=trigger, due_on=timezone.localdate() + number * DAY)
    raise_generation(place.township)
    client.get(address)  # the outline is read outside the count

    assert queries(client, address) == few


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


# ---- events ------------------------------------------------------------------------------------------------
def test_an_event_is_recorded_and_its_day_said(place: Place) -> None:
    client = signed_in(Role.EDITOR, place.office)

    choose = client.get(ADD_EVENT).content.decode()
    assert "招生简章" in choose
    assert "学校介绍" not in choose  # it recurs: no event calls it up
    page = client.get(f"{ADD_EVENT}?node={place.event_item.pk}").content.decode()
    assert "信息形成或者变更之日起20个工作日内" in page
    answer = client.post(address_of_event(place), event(), follow=True)

    made = Duty.objects.get(trigger__subject="招生章程")
    assert f"应在{made.due_on:%Y年%m月%d日}前（含当日）公开" in answer.content.decode()


def test_the_same_event_sent_twice_is_one(place: Place) -> None:
    client = signed_in(Role.EDITOR, place.office)

    for _ in range(2):
        assert client.post(address_of_event(place), event()).status_code == 302

    assert Trigger.objects.filter(subject="招生章程").count() == 1
    assert Duty.objects.filter(trigger__subject="招生章程").count() == 1


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"happened_on": "2999-01-01"}, "发生日期不能晚于今天"),
        ({"happened_on": "昨天"}, "输入一个有效的日期"),
        ({"subject": ""}, "这个字段是必填项"),
        ({"event": "hearing"}, "选择一个有效的选项"),
    ],
)
def test_a_bad_event_is_said_at_the_field_and_keeps_what_was_typed(
    place: Place, wrong: dict[str, str], words: str
) -> None:
    client = signed_in(Role.EDITOR, place.office)

    answer = client.post(address_of_event(place), event(**wrong))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert "subject" in wrong or 'value="招生章程"' in page
    assert Trigger.objects.count() == 1


# ---- nothing new -------------------------------------------------------------------------------------------
def test_nothing_is_ticked_beforehand_and_one_signature_covers_the_list(place: Place) -> None:
    second = place.owed(part="二")
    client = signed_in(Role.VILLAGE_CLERK, place.office, name="余晓禾")

    page = client.get(NOTHING_NEW).content.decode()
    assert " checked" not in page
    assert "本人确认以上事项在所列期间没有应公开的新增信息" in page
    assert "招生简章" not in page  # an event must be published
    answer = client.post(
        NOTHING_NEW, {"unit": place.office.pk, "duties": [place.duty.pk, second.pk]}, follow=True
    )

    signed = Confirmation.objects.get()
    assert signed.duties.count() == 2
    text = answer.content.decode()
    assert "余晓禾" in text
    assert "学校介绍" in text
    public = Client().get(f"/confirmations/{signed.pk}/").content.decode()
    assert "余晓禾" in public
    assert f"/items/{place.item.key}/" in public
    shown = Client().get(f"/items/{place.item.key}/").content.decode()
    assert f"{timezone.localdate():%Y-%m-%d}</time> 责任单位确认：没有新增信息" in shown


def test_sent_twice_it_is_one_confirmation(place: Place) -> None:
    client = signed_in(Role.EDITOR, place.office)
    data = {"unit": place.office.pk, "duties": [place.duty.pk]}

    first, second = client.post(NOTHING_NEW, data), client.post(NOTHING_NEW, data)

    assert first.url == second.url
    assert Confirmation.objects.count() == 1


def test_two_people_at_once_make_one_discharge_and_keep_the_ticks(place: Place) -> None:
    second = place.owed(part="二")
    mine, theirs = signed_in(Role.EDITOR, place.office), signed_in(Role.SECTION_HEAD, place.office)

    theirs.post(NOTHING_NEW, {"unit": place.office.pk, "duties": [place.duty.pk]})
    answer = mine.post(NOTHING_NEW, {"unit": place.office.pk, "duties": [place.duty.pk, second.pk]})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "“学校介绍”已确认无新增，刚被别人办理过" in page
    assert page.count(" checked") == 1
    assert Confirmation.objects.count() == 1
    assert Duty.objects.get(pk=second.pk).state == DutyState.OPEN


@pytest.mark.parametrize("ticked", [[], ["x"], ["999999"]])
def test_an_empty_list_is_refused(place: Place, ticked: list[str]) -> None:
    client = signed_in(Role.EDITOR, place.office)

    answer = client.post(NOTHING_NEW, {"unit": place.office.pk, "duties": ticked})

    assert "请勾选本单位要确认的事项" in answer.content.decode()
    assert not Confirmation.objects.exists()


# ---- acts on one duty --------------------------------------------------------------------------------------
def test_waived_meanwhile_it_is_said_and_what_was_typed_stays(place: Place) -> None:
    client = signed_in(Role.OFFICE_HEAD, place.township)
    acts.waive(
        pk=place.duty.pk, reason="撤并", by=catalog.user_with(Role.SIGNER, place.township), at=timezone.now()
    )

    answer = client.post(
        f"{LIST}{place.duty.pk}/waive/", {"waive-reason": "我写的理由", "waive-version": place.duty.version}
    )

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "刚被别人办理过（已免除）" in page
    assert "我写的理由" in page
    assert DutyTrace.objects.filter(duty=place.duty).count() == 1


def test_explaining_needs_a_cause(place: Place) -> None:
    client = signed_in(Role.EDITOR, place.office)

    answer = client.post(
        f"{LIST}{place.duty.pk}/explain/",
        {"explain-unit": place.office.pk, "explain-cause": " ", "explain-version": 1},
    )

    assert answer.status_code == 422
    assert "请写明逾期的原因" in answer.content.decode()
    assert client.post(f"{LIST}{place.duty.pk}/drop/").status_code == 404
    assert client.get(f"{LIST}{place.duty.pk}/waive/").status_code == 405


# ---- writing for a duty ------------------------------------------------------------------------------------
ADD = "/admin/disclosure/publication/add/"


def typed(place: Place, **more: object) -> dict[str, object]:
    return {
        "title": "学校介绍更新", "node": place.item.pk, "unit": place.office.pk, "formed_on": "2026-03-02",
        "text": "正文。", "doc_no": "", "summary": "", "issuer": "", "source": "", "theme": "", "validity": "",
    } | more  # fmt: skip


@pytest.mark.parametrize("role", sorted(WRITE))
def test_a_draft_is_written_for_its_duty(place: Place, role: Role) -> None:
    client = signed_in(role, place.office)
    link = next(line["write"] for line in client.get(LIST).context["groups"][0][1])

    form = client.get(link).context["adminform"].form
    assert (form["node"].value(), form["unit"].value()) == (place.item.pk, place.office.pk)
    again = client.post(ADD, typed(place, title="", duty=form["duty"].value()))
    kept = again.context["adminform"].form["duty"].value()
    assert client.post(ADD, typed(place, duty=kept)).status_code == 302

    made = Publication.objects.get()
    assert made.for_duty == place.duty


def test_a_village_clerk_writes_on_his_villages_own_list(place: Place) -> None:
    village = catalog.village(place.township)
    row = catalog.item(place.group, "村务公开", origin="village")
    foreign = catalog.item(place.group, "别村的", origin="village")
    held = catalog.adoption(village, row)
    duty = place.owed(unit=village, node=row, adoption=held)
    client = signed_in(Role.VILLAGE_CLERK, village)

    page = client.get(f"{ADD}?node={row.pk}&unit={village.pk}&for_duty={duty.pk}")
    assert page.context["adminform"].form["duty"].value() == duty.pk
    assert (
        client.post(ADD, typed(place, node=foreign.pk, unit=village.pk)).status_code == 200
    )  # no choice of his
    assert client.post(ADD, typed(place, node=row.pk, unit=village.pk, duty=duty.pk)).status_code == 302
    assert Publication.objects.get().for_duty == duty


@pytest.mark.parametrize("how", ["done", "foreign", "other_item", "nonsense"])
def test_a_duty_that_is_not_open_to_the_writer_is_left_out_and_said(place: Place, how: str) -> None:
    client = signed_in(Role.EDITOR, place.office)
    duty = place.duty
    if how == "done":
        confirmed_by = catalog.user_with(Role.EDITOR, place.office)
        acts.confirm_nothing_new(unit=place.office, duties=[duty.pk], by=confirmed_by, at=timezone.now())
    elif how == "foreign":
        duty = place.owed(unit=catalog.unit(place.township, "财政所"))
    elif how == "other_item":
        duty = place.event_duty
    asked = "999999" if how == "nonsense" else duty.pk

    answer = client.post(ADD, typed(place, duty=asked), follow=True)

    assert "这条信息没有与它对应" in answer.content.decode()
    assert Publication.objects.get().for_duty is None


def test_publishing_shows_on_the_duty(place: Place, at) -> None:
    editor = catalog.user_with(Role.EDITOR, place.office)
    made = disclosure.published(place.township, place.office, place.item, editor)
    Duty.objects.filter(pk=place.duty.pk).update(
        state=DutyState.PUBLISHED, publication=made, discharged_on=timezone.localdate()
    )

    page = client_of(editor).get(f"{LIST}{place.duty.pk}/").content.decode()

    assert made.title in page
    assert "逾期完成" in page


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2026, 1, 1), date(2026, 3, 31), "2026年第一季度"),
        (date(2026, 2, 1), date(2026, 2, 28), "2026年2月"),
        (date(2026, 7, 1), date(2026, 12, 31), "2026年下半年"),
        (date(2026, 1, 1), date(2026, 12, 31), "2026年"),
        (date(2026, 2, 1), date(2026, 4, 30), "2026-02-01至2026-04-30"),
        (date(2026, 3, 2), date(2026, 3, 8), "2026-03-02至2026-03-08"),
    ],
)
def test_periods_have_names(first: date, last: date, words: str) -> None:
    assert period_name(first, last) == words
