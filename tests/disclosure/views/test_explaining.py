"""Public and office pages of section N: what is read, said, settled; what a stranger gets; what never leaks."""

from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from catalog.actions.townships import change_profile
from catalog.forms.revisions import stamp
from catalog.law.roles import Role
from catalog.models import Entry
from disclosure.actions import explaining, publishing, soliciting
from disclosure.law.explaining import Severity
from disclosure.law.kinds import Kind
from disclosure.law.lifecycle import State, WithdrawReason
from disclosure.models import Comment, Interpretation, Publication, Response, Solicitation
from disclosure.views import explaining as views
from gongkai.townships import forget
from tests.factories import catalog
from tests.factories import explaining as make
from tests.factories.explaining import CONTACT, TOLD

pytestmark = pytest.mark.django_db
NONCE = "0" * 32


@pytest.fixture
def place():
    return make.build()


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def asked(place, now) -> Solicitation:
    """A consultation that runs today."""
    today = timezone.localdate(now)
    return place.asked(today - timedelta(days=3), today + timedelta(days=28))


def say(client, asked, now, text="建议保留早市", seconds=10, page=NONCE, **fields):
    sent = {"text": text, "opened": stamp(now - timedelta(seconds=seconds)), "website": "", "page": page}
    return client.post(f"/solicitations/{asked.pk}/comment/", sent | fields)


def end(asked) -> None:
    """As if the period had ended yesterday."""
    day = timezone.localdate() - timedelta(days=1)
    Solicitation.objects.filter(pk=asked.pk).update(opens_on=day - timedelta(days=30), closes_on=day)
    cache.clear()


def text_of(answer) -> str:
    return answer.content.decode()


def interpret(place, document, at, title="图解补贴", **fields) -> Publication:
    made = place.public(kind=Kind.INTERPRETATION, title=title, **fields)
    Interpretation.objects.create(publication=made, form="picture", **CONTACT).documents.add(document)
    return made


# ---- residents -----------------------------------------------------------------------------------------------
def test_the_draft_leads_to_its_form_and_carries_none_itself(client, asked) -> None:
    page = client.get(asked.publication.path)

    assert f'href="/solicitations/{asked.pk}/comment/"' in text_of(page)
    assert "csrfmiddlewaretoken" not in text_of(page)
    assert "还有 28 天" in text_of(page)
    form = client.get(f"/solicitations/{asked.pk}/comment/")
    assert "csrfmiddlewaretoken" in text_of(form)
    assert form["Cache-Control"] == "private, no-store"


def test_a_comment_is_kept_once_without_a_name(client, asked, now) -> None:
    first, again = say(client, asked, now), say(client, asked, now)
    other = say(client, asked, now, text="同一页上改过的另一条")

    assert [answer["Location"] for answer in (first, again, other)] == [
        f"/solicitations/{asked.pk}/comment/?sent=1"
    ] * 3
    assert sorted(Comment.objects.values_list("text", "source", "recorded_by")) == [
        ("同一页上改过的另一条", "web", None), ("建议保留早市", "web", None),
    ]  # fmt: skip
    assert "意见已收到" in text_of(client.get(first["Location"]))


def test_the_form_needs_its_token(asked, now) -> None:
    assert say(Client(enforce_csrf_checks=True), asked, now).status_code == 403
    assert not Comment.objects.exists()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"text": " "}, "请填写意见"),
        ({"text": "长" * 3001}, "3000"),
        ({"website": "http://spam.example"}, "留空"),
        ({"seconds": 0}, "太快"),
        ({"seconds": 13 * 3600}, "已经失效"),
        ({"opened": "forged:stamp"}, "已经失效"),
        ({"page": "x"}, "已经失效"),
        ({"page": ""}, "已经失效"),
    ],
)
def test_a_refused_comment_says_why_and_loses_nothing(client, asked, now, fields, words) -> None:
    answer = say(client, asked, now, **({"text": "我写了很久"} | fields))

    assert answer.status_code == 422
    assert words in text_of(answer)
    assert fields.get("text", "我写了很久").strip() in text_of(answer)
    assert not Comment.objects.exists()


def test_a_refused_page_can_be_sent_again(client, asked, now) -> None:
    form = say(client, asked, now, page="x").context["form"]

    assert say(client, asked, now, page=form["page"].value()).status_code == 302


def test_too_many_comments_from_one_place_wait(client, asked, now, monkeypatch) -> None:
    monkeypatch.setattr(views, "COMMENT_RATE", "2/h")

    answers = [say(client, asked, now, text=f"第{n}条").status_code for n in range(3)]

    assert answers == [302, 302, 429]
    assert Comment.objects.count() == 2


def test_before_and_after_the_period_no_comment_is_taken(client, asked, now) -> None:
    end(asked)

    answer = say(client, asked, now)

    assert answer.status_code == 409
    assert "没有保存" in text_of(answer)
    assert "已结束" in text_of(client.get(asked.publication.path))
    tomorrow = timezone.localdate() + timedelta(days=1)
    Solicitation.objects.update(opens_on=tomorrow, closes_on=tomorrow + timedelta(days=30))
    cache.clear()
    assert "还没有开始" in text_of(client.get(f"/solicitations/{asked.pk}/comment/"))
    assert say(client, asked, now).status_code == 409
    assert not Comment.objects.exists()


def test_what_is_not_public_has_no_form(client, place, asked, now) -> None:
    publishing.withdraw(
        pk=asked.pk, by=place.reviewers[State.LEVEL3], at=now, reason=WithdrawReason.ERROR, note="有误"
    )

    assert client.get(f"/solicitations/{asked.pk}/comment/").status_code == 404
    assert client.get(f"/solicitations/{place.public().pk}/comment/").status_code == 404


def test_another_townships_form_is_not_found(client, place, asked, now) -> None:
    make.build("shiqiao", "石桥镇")

    assert client.get(f"/shiqiao/solicitations/{asked.pk}/comment/").status_code == 404
    assert client.get(f"/wanghe/solicitations/{asked.pk}/comment/").status_code == 200


def test_lists_say_what_stands_where(client, place, asked, now) -> None:
    document = place.public(kind=Kind.POLICY, title="补贴办法")
    interpret(place, document, now)
    answer = place.public(kind=Kind.RESPONSE, title="回应补贴")
    Response.objects.create(publication=answer, aware_at=now, about=document, **TOLD)
    ended = place.asked(date(2026, 1, 1), date(2026, 2, 1), title="旧的征求意见")
    made = place.public(kind=Kind.FEEDBACK, title="采纳情况")
    Solicitation.objects.filter(pk=ended.pk).update(feedback=made)

    readings, answers, drafts = (
        text_of(client.get(path)) for path in ("/interpretations/", "/responses/", "/solicitations/")
    )

    assert "图解补贴" in readings
    assert f'href="{document.path}"' in readings
    assert "补贴取消了吗" in answers
    assert drafts.index("集市搬迁") < drafts.index("旧的征求意见")
    assert f'href="{made.path}"' in drafts


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/interpretations/", "还没有公开的解读"),
        ("/responses/", "还没有公开的回应"),
        ("/solicitations/", "现在没有征求意见"),
    ],
)
def test_empty_lists_say_so(client, place, path, words) -> None:
    assert words in text_of(client.get(path))


def test_a_response_is_shown_on_the_page_of_its_item(client, place, now) -> None:
    made = explaining.answer_concern(
        township=place.township, unit=place.office, title="关于施工噪声的回应", aware_at=now,
        severity=Severity.OTHER, by=place.editor, at=now, about_node=place.item, **TOLD,
    )  # fmt: skip
    place.through(made, now)

    assert "关于施工噪声的回应" in text_of(client.get(f"/items/{place.item.key}/"))
    page = text_of(client.get(made.path))
    assert all(
        words in page for words in ("群众的疑问或误解", "事实", "依据", TOLD["basis"], place.item.name)
    )


@pytest.mark.parametrize("number", [1, 30])
def test_lists_cost_the_same_whatever_their_length(
    client, place, now, number, django_assert_max_num_queries
) -> None:
    document = place.public(kind=Kind.POLICY)
    for n in range(number):
        interpret(place, document, now, title=f"图解{n}")
        made = place.public(kind=Kind.RESPONSE, title=f"回应{n}")
        Response.objects.create(publication=made, aware_at=now, about=document, **TOLD)
        place.asked(title=f"征求{n}")
    client.get("/latest/")  # outline and frame are remembered

    for path, most in (("/interpretations/", 4), ("/responses/", 3), ("/solicitations/", 3)):
        with django_assert_max_num_queries(most):  # one of them is the worker's snapshot
            client.get(path)


# ---- nothing leaks -------------------------------------------------------------------------------------------
def test_no_public_page_tells_a_comment_or_a_draft(client, place, asked, now) -> None:
    document = place.public(kind=Kind.POLICY, title="补贴办法")
    reading = explaining.explain(
        documents=[document],
        by=place.editor,
        at=now,
        title="还没签发的解读标题",
        text="解读全文未公开",
        **CONTACT,
    )
    place.through(reading, now, upto=State.LEVEL3)
    say(client, asked, now, text="这是我的原话，我叫某某")
    one = Comment.objects.get()
    soliciting.settle_comment(
        pk=one.pk, adopted="yes", gist="归纳过的要点", reply="理由", by=place.editor, at=now
    )
    end(asked)
    soliciting.publish_feedback(pk=asked.pk, by=place.editor, at=now)
    cache.clear()

    paths = [
        "/", "/latest/", "/latest/?q=原话", "/latest/?q=解读标题", "/interpretations/", "/responses/", "/solicitations/",
        "/sitemap/", "/sitemap.xml", "/catalog/", "/units/", f"/items/{place.item.key}/", document.path,
        asked.publication.path, f"/solicitations/{asked.pk}/comment/", f"/units/{place.office.pk}/",
    ]  # fmt: skip
    for path in paths:
        answer = client.get(path)
        page = "".join(part.decode() for part in answer) if answer.streaming else text_of(answer)
        page = page.replace("/latest/?q=", "").replace('value="原话"', "").replace('value="解读标题"', "")
        assert answer.status_code == 200, path
        for words in (
            "我的原话",
            "某某",
            "归纳过的要点",
            "还没签发的解读标题",
            "解读全文未公开",
            "采纳情况的公告",
        ):
            assert words not in page, (path, words)
    assert client.get(reading.path).status_code == 404
    assert not Entry.objects.filter(title__contains="解读标题").exists()


def test_the_published_feedback_has_gist_and_reason_and_no_words_of_residents(
    client, place, asked, now
) -> None:
    say(client, asked, now, text="这是我的原话，我叫某某")
    one = Comment.objects.get()
    soliciting.settle_comment(
        pk=one.pk, adopted="yes", gist="保留早市", reply="已写入", by=place.editor, at=now
    )
    end(asked)

    made = place.through(soliciting.publish_feedback(pk=asked.pk, by=place.editor, at=now), now)
    Publication.objects.filter(pk=made.pk).update(
        text=soliciting.feedback_text("方案", Solicitation.objects.get(), Comment.objects.all())
    )
    cache.clear()

    page = text_of(client.get(made.path))
    assert "保留早市" in page
    assert "原话" not in page
    assert f'href="{asked.publication.path}"' in page
    assert f'href="{made.path}"' in text_of(client.get(asked.publication.path))


# ---- the office ----------------------------------------------------------------------------------------------
def office(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_an_interpretation_is_begun_from_its_document(place) -> None:
    document = place.policy()
    client = office(place.editor)

    page = client.get(f"/office/explaining/documents/{document.pk}/")
    answer = client.post(
        f"/office/explaining/documents/{document.pk}/",
        {"form": "letter", "contact": "农业办", "phone": "0573-6666013", "documents": [document.pk]},
    )

    row = Interpretation.objects.get()
    assert page.status_code == 200
    assert answer["Location"] == f"/admin/disclosure/publication/{row.pk}/change/"
    assert (row.form, list(row.documents.all())) == ("letter", [document])
    assert client.get(answer["Location"]).status_code == 200
    there = text_of(client.get(f"/office/publications/{document.pk}/"))
    assert f"/office/publications/{row.pk}/" in there
    back = text_of(client.get(f"/office/publications/{row.pk}/"))
    assert f"/office/publications/{document.pk}/" in back
    assert f"/office/explaining/{row.pk}/" in back


def test_a_refused_form_keeps_what_was_typed(place) -> None:
    document = place.policy()

    answer = office(place.editor).post(
        f"/office/explaining/documents/{document.pk}/", {"form": "text", "contact": "写了一半的", "phone": ""}
    )

    assert answer.status_code == 422
    assert "写了一半的" in text_of(answer)
    assert "请选择要解读的文件" in text_of(answer)


def test_an_exemption_is_stated_from_the_same_page(place) -> None:
    document = place.policy()
    client = office(place.editor)
    address = f"/office/explaining/documents/{document.pk}/exempt/"

    client.post(address, {"exempt-reason": "上级已解读", "exempt-version": document.version})
    stale = client.post(address, {"exempt-reason": "另一个", "exempt-version": document.version}, follow=True)

    assert Publication.objects.get().interpretation_exemption == "上级已解读"
    assert "刚刚" in text_of(stale)


def test_the_extension_of_each_kind_is_changed_by_its_form(place, now) -> None:
    client = office(place.editor)
    reading = explaining.explain(documents=[place.policy()], by=place.editor, at=now, **CONTACT)
    answer = explaining.answer_concern(
        township=place.township, unit=place.office, title="回应", aware_at=now, severity=Severity.OTHER,
        by=place.editor, at=now, about_node=place.item, **TOLD,
    )  # fmt: skip
    today = timezone.localdate()
    asking = soliciting.solicit(
        township=place.township, unit=place.office, node=place.item, title="征求意见", opens_on=today,
        closes_on=today + timedelta(days=40), ways="来信", by=place.editor, at=now,
    )  # fmt: skip

    for pub, more in (
        (reading, {"contact": "改过的"}),
        (answer, {"basis": "改过的"}),
        (asking, {"ways": "改过的"}),
    ):
        address = f"/office/explaining/{pub.pk}/"
        form = client.get(address).context["form"]
        sent = {
            name: value.strftime("%Y-%m-%dT%H:%M") if name == "aware_at" else value
            for name, value in ((name, form[name].value()) for name in form.fields)
            if value not in (None, "")
        }
        done = client.post(address, sent | more)
        assert (pub.kind, done.status_code) == (pub.kind, 302)
    assert [
        Interpretation.objects.get().contact,
        Response.objects.get().basis,
        Solicitation.objects.get().ways,
    ] == ["改过的"] * 3
    assert client.get(f"/office/explaining/{place.policy().pk}/").status_code == 404


def test_responses_and_consultations_are_begun_by_their_forms(place, now) -> None:
    document = place.public(kind=Kind.POLICY)
    client = office(place.editor)
    today = timezone.localdate()

    page = client.get(f"/office/explaining/responses/add/?about={document.pk}")
    answered = client.post(
        "/office/explaining/responses/add/",
        {
            "kind": "clarification", "unit": place.office.pk, "title": "澄清", "severity": "other",
            "aware_at": timezone.localtime(now).strftime("%Y-%m-%dT%H:%M"), "about": document.index_no,
        } | TOLD,
    )  # fmt: skip
    nothing = client.post(
        "/office/explaining/responses/add/",
        {
            "kind": "response",
            "unit": place.office.pk,
            "title": "x",
            "severity": "other",
            "about": "没有这个号",
        },
    )
    asked = client.post(
        "/office/explaining/solicitations/add/",
        {
            "unit": place.office.pk, "node": place.item.pk, "title": "征求意见", "opens_on": today,
            "closes_on": today + timedelta(days=30), "ways": "来信",
        },
    )  # fmt: skip
    short = client.post(
        "/office/explaining/solicitations/add/",
        {
            "unit": place.office.pk, "node": place.item.pk, "title": "短的", "opens_on": today,
            "closes_on": today + timedelta(days=9), "ways": "来信",
        },
    )  # fmt: skip

    assert document.index_no in text_of(page)
    assert (answered.status_code, Response.objects.get().about) == (302, document)
    assert nothing.status_code == 422
    assert "没有公开过这个索引号" in text_of(nothing)
    assert (asked.status_code, Solicitation.objects.count()) == (302, 1)
    assert "不少于30日" in text_of(short)


def test_lists_of_the_office(place, asked, now) -> None:
    old = place.public(kind=Kind.POLICY, title="欠解读的办法")
    place.public(kind=Kind.POLICY, title="写明理由的", interpretation_exemption="上级已解读")
    place.public(kind=Kind.POLICY, title="迁入的", carried_over=True, original_published_on=date(2020, 1, 1))
    explained = place.public(kind=Kind.POLICY, title="有解读的")
    reading = interpret(place, explained, now)
    Publication.objects.filter(pk=asked.pk).update(interpretation_exemption="附说明")
    late = explaining.answer_concern(
        township=place.township, unit=place.office, title="超时的回应", aware_at=now - timedelta(hours=50),
        severity=Severity.OTHER, by=place.editor, at=now, about_node=place.item, **TOLD,
    )  # fmt: skip
    client = office(place.reviewers[State.LEVEL3])

    first = client.get("/office/explaining/")
    clocks = client.get("/office/explaining/responses/").context["clocks"]
    page = text_of(client.get("/office/explaining/solicitations/"))

    assert [(row.document, row.due_on, row.light) for row in first.context["owed"]] == [
        (old, date(2026, 3, 12), "red")
    ]
    assert [(row.publication, row.light, row.words) for row in clocks] == [(late, "red", "超过 2小时")]
    assert "集市搬迁" in page
    publishing.withdraw(
        pk=explained.pk, by=place.reviewers[State.LEVEL3], at=now, reason=WithdrawReason.ERROR, note="有误"
    )
    assert client.get("/office/explaining/").context["left_alone"] == [reading]


def test_another_number_of_days_moves_every_due_day_and_no_record_int_3(place, now) -> None:
    document = place.public(kind=Kind.POLICY, title="欠解读的办法")  # public since Monday, 9 March
    client = office(place.reviewers[State.LEVEL3])
    before = Publication.history.count()

    def due_days() -> list[date]:
        forget()  # the next request reads the township anew, as half a second later
        there, here = client.get("/office/explaining/"), client.get(f"/office/publications/{document.pk}/")
        assert f"{place.township.interpretation_days} 个工作日内" in text_of(there)
        return [there.context["owed"][0].due_on, here.context["explaining"]["owed"].due_on]

    assert due_days() == [date(2026, 3, 12)] * 2
    place.township.interpretation_days = 7
    change_profile(township=place.township, by=catalog.user_with(Role.ADMIN, place.township, "gly"), at=now)

    assert due_days() == [date(2026, 3, 18)] * 2
    assert Publication.history.count() == before


@pytest.mark.parametrize("number", [1, 30])
def test_office_lists_cost_the_same_whatever_their_length(
    place, now, number, django_assert_max_num_queries
) -> None:
    for n in range(number):
        document = place.public(kind=Kind.POLICY, title=f"办法{n}")
        drafted = explaining.explain(documents=[document], by=place.editor, at=now, **CONTACT)
        assert drafted.pk
        made = place.public(kind=Kind.RESPONSE, title=f"回应{n}")
        Response.objects.create(publication=made, aware_at=now, about=document, **TOLD)
        row = place.asked(title=f"征求{n}", interpretation_exemption="附说明")
        Comment.objects.create(solicitation=row, text="意见", received_at=now)
    for n in range(number):
        Comment.objects.create(solicitation=row, text=f"意见{n}", received_at=now)
    client = office(place.editor)
    client.get("/office/explaining/")

    for path, most in (
        ("/office/explaining/", 14),
        ("/office/explaining/responses/", 9),
        ("/office/explaining/solicitations/", 9),
        (f"/office/explaining/{row.pk}/comments/", 11),
    ):
        with django_assert_max_num_queries(most):
            assert client.get(path).status_code == 200


def test_comments_are_settled_recorded_and_fed_back(client, place, asked, now) -> None:
    say(client, asked, now, text="原话<b>")
    one = Comment.objects.get()
    clerk, address = office(place.editor), f"/office/explaining/{asked.pk}/comments/"

    assert "原话&lt;b&gt;" in text_of(clerk.get(address))
    bad = clerk.post(f"/office/explaining/comments/{one.pk}/settle/", {f"c{one.pk}-adopted": "no"})
    settled = {
        f"c{one.pk}-adopted": "no",
        f"c{one.pk}-gist": "要点",
        f"c{one.pk}-reply": "理由",
        f"c{one.pk}-seen": "",
    }
    good = clerk.post(f"/office/explaining/comments/{one.pk}/settle/", settled)
    stale = clerk.post(
        f"/office/explaining/comments/{one.pk}/settle/", settled | {f"c{one.pk}-reply": "另一个理由"}
    )
    record = {
        "record-source": "phone", "record-received_on": timezone.localdate(), "record-text": "来电建议", "record-page": NONCE,
    }  # fmt: skip
    recorded = [clerk.post(f"{address}record/", record).status_code for _ in range(2)]
    early = clerk.post(f"/office/explaining/{asked.pk}/feedback/", follow=True)

    assert (bad.status_code, good.status_code, stale.status_code, recorded) == (422, 302, 422, [302, 302])
    assert "请写明采纳或未采纳的理由" in text_of(bad)
    assert "刚刚处理过" in text_of(stale)
    assert "另一个理由" in text_of(stale)
    assert Comment.objects.get(pk=one.pk).reply == "理由"
    assert list(Comment.objects.exclude(pk=one.pk).values_list("text", "recorded_by")) == [
        ("来电建议", place.editor.pk)
    ]
    assert "截止" in text_of(early)
    second = Comment.objects.get(source="phone")
    soliciting.settle_comment(pk=second.pk, adopted="noted", gist="", reply="已转", by=place.editor, at=now)
    end(asked)
    made = clerk.post(f"/office/explaining/{asked.pk}/feedback/")
    assert (
        made["Location"] == f"/admin/disclosure/publication/{Solicitation.objects.get().feedback_id}/change/"
    )
    assert "settle/" not in text_of(clerk.get(address))


def test_who_may_what_over_each_address(client, place, asked, now) -> None:
    """A colleague of another office sees nothing; reviewers of the unit read and do not write."""
    say(client, asked, now)
    one = Comment.objects.get()
    document = place.policy()
    reading = explaining.explain(documents=[document], by=place.editor, at=now, **CONTACT)
    reads = [f"/office/explaining/{asked.pk}/comments/"]
    writes = [
        f"/office/explaining/documents/{document.pk}/",
        f"/office/explaining/{reading.pk}/",
        "/office/explaining/responses/add/",
        "/office/explaining/solicitations/add/",
    ]
    posts = [
        (f"/office/explaining/documents/{document.pk}/exempt/", {"exempt-reason": "x", "exempt-version": 1}),
        (
            f"/office/explaining/comments/{one.pk}/settle/",
            {f"c{one.pk}-adopted": "no", f"c{one.pk}-gist": "x", f"c{one.pk}-reply": "x"},
        ),
        (
            f"/office/explaining/{asked.pk}/comments/record/",
            {
                "record-source": "post", "record-received_on": timezone.localdate(), "record-text": "x",
                "record-page": NONCE,
            },
        ),
        (f"/office/explaining/{asked.pk}/feedback/", {}),
    ]  # fmt: skip
    elsewhere = catalog.user_with(Role.EDITOR, catalog.unit(place.township, "农业办"))
    other, reviewer = office(elsewhere), office(place.reviewers[State.LEVEL1])

    for path in (*reads, *writes[:2]):
        assert other.get(path).status_code == 404, path
    for path, data in posts:
        assert other.post(path, data).status_code == 404, path
        assert reviewer.post(path, data).status_code == 403, path
        assert Client().post(path, data)["Location"].startswith("/office/login/"), path
    for path in reads:
        assert reviewer.get(path).status_code == 200
    for path in writes:
        assert reviewer.get(path).status_code == 403, path
        assert reviewer.post(path, {}).status_code == 403, path
    for path in ("/office/explaining/", "/office/explaining/responses/", "/office/explaining/solicitations/"):
        page = text_of(other.get(path))
        assert place.office.name not in page
        assert Client().get(path)["Location"].startswith("/office/login/")
    assert Comment.objects.get().adopted == ""
    assert not Publication.objects.exclude(interpretation_exemption="").exists()
