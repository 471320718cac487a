"""Public pages of revisions and the office pages behind them."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from catalog.actions import revisions as acts
from catalog.forms.revisions import stamp
from catalog.law.roles import Role
from catalog.law.vocabulary import Origin
from catalog.models import CatalogRevision, RevisionComment, RevisionState
from catalog.views import revisions as views
from tests.factories import catalog as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return make.township()


@pytest.fixture
def head(town):
    return make.user_with(Role.OFFICE_HEAD, town)


@pytest.fixture
def own(town):
    group = make.group(make.domain())
    return make.item(group, "校车线路<b>", origin=Origin.TOWNSHIP, township=town, limit_text="每年更新")


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def draft(town, head, own, now):
    made = acts.create(township=town, title="第一次调整", summary="说明<i>", by=head, at=now)
    acts.change_row(
        pk=made.pk,
        version=1,
        node_pk=own.pk,
        values={"limit_text": "每学期更新"},
        reason="更快",
        by=head,
        at=now,
    )
    made.refresh_from_db()
    return made


@pytest.fixture
def consulting(draft, head, now):
    today = timezone.localdate(now)
    return acts.open_consultation(
        pk=draft.pk,
        version=draft.version,
        consult_from=today,
        consult_until=today + timedelta(days=7),
        by=head,
        at=now,
    )


def say(client, revision, now, text="请保留", seconds=10, **fields):
    opened = stamp(now - timedelta(seconds=seconds))
    return client.post(f"/revisions/{revision.pk}/", {"text": text, "opened": opened, "website": ""} | fields)


def close(revision):
    """As if the period had ended yesterday."""
    day = timezone.localdate() - timedelta(days=1)
    CatalogRevision.objects.filter(pk=revision.pk).update(consult_from=day, consult_until=day)


def test_a_draft_is_nobodys_to_read_but_the_office(client, draft):
    assert client.get(f"/revisions/{draft.pk}/").status_code == 404
    assert "第一次调整" not in client.get("/revisions/").content.decode()


def test_a_consultation_that_begins_tomorrow_is_not_public_yet(client, consulting):
    tomorrow = timezone.localdate() + timedelta(days=1)
    CatalogRevision.objects.filter(pk=consulting.pk).update(consult_from=tomorrow)

    assert client.get(f"/revisions/{consulting.pk}/").status_code == 404


def test_residents_read_the_difference_escaped_and_find_the_form(client, consulting):
    page = client.get(f"/revisions/{consulting.pk}/").content.decode()

    assert "每<del>年</del>更新" in page
    assert "每<ins>学期</ins>更新" in page
    assert "校车线路&lt;b&gt;" in page
    assert "说明<i>" not in page
    assert 'name="opened"' in page
    assert "csrfmiddlewaretoken" in page


def test_an_opinion_is_kept_without_a_name(client, consulting, now):
    answer = say(client, consulting, now)

    kept = RevisionComment.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/revisions/{consulting.pk}/?sent=1")
    assert (kept.text, kept.recorded_by) == ("请保留", None)
    assert "意见已收到" in client.get(answer["Location"]).content.decode()


def test_the_form_needs_its_token(consulting, now):
    assert say(Client(enforce_csrf_checks=True), consulting, now).status_code == 403
    assert not RevisionComment.objects.exists()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"text": " "}, "请填写意见"),
        ({"text": "长" * 1001}, "1000"),
        ({"website": "http://spam.example"}, "留空"),
        ({"seconds": 0}, "太快"),
        ({"seconds": 13 * 3600}, "已经失效"),
        ({"opened": "forged:stamp"}, "已经失效"),
    ],
)
def test_a_refused_opinion_says_why_and_loses_nothing(client, consulting, now, fields, words):
    answer = say(client, consulting, now, **({"text": "我写了很久"} | fields))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert fields.get("text", "我写了很久").strip() in page
    assert not RevisionComment.objects.exists()


def test_too_many_opinions_from_one_place_wait(client, consulting, now, monkeypatch):
    monkeypatch.setattr(views, "COMMENT_RATE", "2/h")

    answers = [say(client, consulting, now, text=f"第{n}条").status_code for n in range(3)]

    assert answers == [302, 302, 429]
    assert RevisionComment.objects.count() == 2


def test_after_the_end_no_opinion_is_taken_and_the_results_stand_there(client, consulting, head, now):
    say(client, consulting, now, text="请保留<b>")
    say(client, consulting, now, text="还没答复的")
    opinion = RevisionComment.objects.first()
    acts.answer_comment(pk=opinion.pk, result="partly", reply="改为每学期", by=head, at=now)
    assert "请保留" not in client.get(f"/revisions/{consulting.pk}/").content.decode()
    close(consulting)

    late = say(client, consulting, now, text="来晚了")
    page = client.get(f"/revisions/{consulting.pk}/").content.decode()

    assert late.status_code == 409
    assert "征求意见已结束" in late.content.decode()
    assert RevisionComment.objects.count() == 2
    assert "请保留&lt;b&gt;" in page
    assert "部分采纳" in page
    assert "改为每学期" in page
    assert "还没答复的" not in page
    assert 'name="opened"' not in page


def test_approved_revisions_are_listed_with_their_day(client, draft, head, now):
    today = timezone.localdate(now)
    acts.approve(
        pk=draft.pk,
        version=draft.version,
        approved_by="镇长办公会",
        approved_on=today,
        effective_on=today,
        by=head,
        at=now,
    )

    page = client.get("/revisions/").content.decode()

    assert "第一次调整" in page
    assert today.isoformat() in page
    assert client.get(f"/revisions/{draft.pk}/").status_code == 200


def test_queries_of_both_pages_do_not_grow(
    client, town, head, draft, consulting, django_assert_max_num_queries
):
    for n in range(25):
        CatalogRevision.objects.create(
            township=town, title=f"旧{n}", state=RevisionState.APPROVED, approved_by="甲", approved_on="2026-01-01",
            effective_on="2026-01-01", created_by=head,
        )  # fmt: skip
        draft.changes.create(
            kind="change", node=draft.changes.first().node, before={"body": "甲"}, after={"body": "乙"}
        )

    with django_assert_max_num_queries(8):
        client.get("/revisions/")
    with django_assert_max_num_queries(8):
        client.get(f"/revisions/{consulting.pk}/")


# ---- office -------------------------------------------------------------------------------------------------
OFFICE = [
    "",
    "{pk}/",
    "{pk}/rows/",
    "{pk}/rows/add/{group}/",
    "{pk}/rows/{node}/change/",
    "{pk}/rows/{node}/retire/",
]


def address(path, draft, own):
    return "/office/revisions/" + path.format(pk=draft.pk, node=own.pk, group=own.parent_id)


@pytest.mark.parametrize("path", OFFICE)
def test_office_pages_open_for_those_who_keep_the_catalog_only(client, town, head, draft, own, path):
    assert client.get(address(path, draft, own)).status_code == 302
    client.force_login(make.user_with(Role.EDITOR, town))
    assert client.get(address(path, draft, own)).status_code == 403
    client.force_login(head)
    assert client.get(address(path, draft, own)).status_code == 200


def test_another_townships_revision_is_not_there(client, town, head, own):
    other = make.township("songtai", "松台镇")
    foreign = acts.create(
        township=other, title="松台", by=make.user_with(Role.ADMIN, other), at=timezone.now()
    )
    client.force_login(head)

    for path in OFFICE[1:]:
        assert client.get("/wanghe" + address(path, foreign, own)).status_code == 404


def test_a_revision_goes_its_whole_way_by_forms(client, town, head, own):
    client.force_login(head)
    today = timezone.localdate().isoformat()
    client.post("/office/revisions/", {"version": 0, "title": "一次调整", "summary": ""})
    made = CatalogRevision.objects.get()
    base = f"/office/revisions/{made.pk}/"

    def post(path, **fields):
        made.refresh_from_db()
        return client.post(base + path, {"version": made.version} | fields)

    row = {
        "name": "校车",
        "elements": own.elements,
        "basis": own.basis,
        "limit_text": "每月更新",
        "body": own.body,
    }
    choices = {"channels": own.channels, "levels": own.levels, "audience": own.audience, "mode": own.mode}
    assert post(f"rows/{own.pk}/change/", **row, **choices, reason="更快").status_code == 302
    assert post(f"rows/add/{own.parent_id}/", name="课后服务", elements="时间").status_code == 302
    assert post("edit/", title="一次调整（修改）", summary="说明").status_code == 302
    assert post("consult/", consult_from=today, consult_until=today).status_code == 302
    assert client.post(base + "comment/", {"text": "纸上写的"}).status_code == 302
    opinion = RevisionComment.objects.get()
    assert opinion.recorded_by == head
    assert client.post(f"{base}comments/{opinion.pk}/", {"result": "adopted", "reply": ""}).status_code == 302
    close(made)
    assert (
        post("approve/", approved_by="镇长办公会", approved_on=today, effective_on=today).status_code == 302
    )

    own.refresh_from_db()
    made.refresh_from_db()
    assert made.state == RevisionState.APPROVED
    assert (own.name, own.limit_text) == ("校车", "每月更新")
    assert client.get(base).status_code == 200


def test_a_refusal_is_said_in_the_form_and_keeps_what_was_written(client, head, draft):
    client.force_login(head)

    answer = client.post(
        f"/office/revisions/{draft.pk}/edit/",
        {"version": draft.version - 1, "title": "别人的名称", "summary": ""},
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "刚被别人改过" in page
    assert 'value="别人的名称"' in page
    draft.refresh_from_db()
    assert draft.title == "第一次调整"


def test_a_planned_row_is_taken_out_again(client, head, draft):
    client.force_login(head)

    client.post(
        f"/office/revisions/{draft.pk}/changes/{draft.changes.get().pk}/remove/", {"version": draft.version}
    )

    assert not draft.changes.exists()


def test_an_unknown_act_is_not_there(client, head, draft):
    client.force_login(head)

    assert client.post(f"/office/revisions/{draft.pk}/explode/", {}).status_code == 404
    assert client.get(f"/office/revisions/{draft.pk}/drop/").status_code == 405
