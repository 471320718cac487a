"""From draft to public page and back: every act, every refusal, nothing half done."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from catalog.law.roles import Role
from catalog.models import CacheGeneration, Entry
from disclosure.actions import publications, publishing, reviewing
from disclosure.actions.publications import Stale, Upload
from disclosure.checks.files import FileRefused
from disclosure.law.lifecycle import State, StepRefused, Verb, WithdrawReason
from disclosure.models import Publication, PublicationEvent, Review
from disclosure.models.publications import is_public
from disclosure.rules import WRITERS
from tests.factories import catalog, disclosure

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    township = catalog.township(credit_code="TEST")
    disclosure.levels(township)
    office = catalog.unit(township, "社会事务办")
    item = catalog.item(catalog.group(catalog.domain()))
    editor = catalog.user_with(Role.EDITOR, office, "bianji", name="编辑")
    head = catalog.user_with(Role.SECTION_HEAD, township, "shenhe", name="审核")
    signer = catalog.user_with(Role.SIGNER, township, "qianfa", name="签发")
    return township, office, item, editor, head, signer


def fields(office, item, **more):
    return {
        "title": "春季防火通告",
        "text": "禁止野外用火。",
        "formed_on": date(2026, 3, 2),
        "unit": office,
        "node": item,
    } | more


def test_the_whole_path_ends_on_the_public_index(place, at) -> None:
    township, office, item, editor, head, _ = place
    before = CacheGeneration.objects.get(township=township).number

    made = publications.create(
        township=township, by=editor, at=at, fields=fields(office, item),
        files=[Upload("通告.pdf", disclosure.PDF)],
    )  # fmt: skip
    reviewing.submit(pk=made.pk, by=editor, at=at)
    done = reviewing.approve(pk=made.pk, by=head, at=at + timedelta(hours=1), secrecy_checked=True)

    assert (done.state, done.index_no) == (State.PUBLISHED, "TEST/2026-00001")
    assert done.published_at == at + timedelta(hours=1)
    entry = Entry.objects.get()
    assert (entry.title, entry.unit, entry.node, entry.domain, entry.summary) == (
        "春季防火通告", office, item, item.get_root(), "禁止野外用火。",
    )  # fmt: skip
    assert CacheGeneration.objects.get(township=township).number == before + 1
    assert list(done.events.values_list("verb", "by__username")) == [
        ("create", "bianji"), ("submit", "bianji"), ("sign", "shenhe"),
    ]  # fmt: skip
    assert Review.objects.get().secrecy_checked is True


def test_index_numbers_of_a_year_are_gapless_and_new_each_year(place, at) -> None:
    township, *_ = place

    given = [publications.next_index_no(township, moment) for moment in (at, at, at + timedelta(days=365))]

    assert given == ["TEST/2026-00001", "TEST/2026-00002", "TEST/2027-00001"]


def test_the_author_never_approves_his_own_rev_5(place, at) -> None:
    township, office, item, editor, _head, _ = place
    catalog.Membership.objects.create(user=editor, unit=office, role=Role.SECTION_HEAD)
    made = publications.create(township=township, by=editor, at=at, fields=fields(office, item))
    reviewing.submit(pk=made.pk, by=editor, at=at)

    with pytest.raises(PermissionDenied):
        reviewing.approve(pk=made.pk, by=editor, at=at, secrecy_checked=True)

    assert Publication.objects.get().state == State.LEVEL1
    assert not Entry.objects.exists()


def test_approval_without_secrecy_review_leaves_no_trace_rev_2(place, at) -> None:
    township, office, item, editor, head, _ = place
    made = publications.create(township=township, by=editor, at=at, fields=fields(office, item))
    reviewing.submit(pk=made.pk, by=editor, at=at)

    with pytest.raises(ValidationError):
        reviewing.approve(pk=made.pk, by=head, at=at, secrecy_checked=False)

    assert Publication.objects.get().state == State.LEVEL1
    assert (Review.objects.count(), Entry.objects.count()) == (0, 0)
    assert PublicationEvent.objects.filter(verb=Verb.APPROVE).count() == 0


def test_sending_back_needs_words_and_opens_the_draft_again(place, at) -> None:
    township, office, item, editor, head, _ = place
    made = publications.create(township=township, by=editor, at=at, fields=fields(office, item))
    reviewing.submit(pk=made.pk, by=editor, at=at)

    with pytest.raises(ValidationError):
        reviewing.send_back(pk=made.pk, by=head, at=at, remark="")
    reviewing.send_back(pk=made.pk, by=head, at=at, remark="日期不对")

    assert Publication.objects.get().state == State.DRAFT
    assert Review.objects.get().remark == "日期不对"


def test_withdrawing_takes_it_off_the_index_and_keeps_the_record(place, at) -> None:
    township, office, item, editor, _, signer = place
    done = disclosure.published(township, office, item, editor)

    publishing.withdraw(pk=done.pk, by=signer, at=at, reason=WithdrawReason.ERROR, note="数字有误")

    kept = Publication.objects.get()
    assert (kept.state, kept.withdraw_reason, kept.text) == (State.WITHDRAWN, "error", "<p>正文。</p>")
    assert not Entry.objects.exists()


def test_a_stale_version_is_refused_with_who_and_what(place, at) -> None:
    township, office, item, editor, *_ = place
    made = publications.create(township=township, by=editor, at=at, fields=fields(office, item))
    publications.edit(pk=made.pk, by=editor, at=at, fields={"title": "甲"}, version=1)

    with pytest.raises(Stale, match="编辑 在 03月09日 09:00 刚刚修改了这条信息"):
        publications.edit(pk=made.pk, by=editor, at=at, fields={"title": "乙"}, version=1)

    assert Publication.objects.get().title == "甲"


@pytest.mark.parametrize("state", [State.LEVEL1, State.PUBLISHED, State.WITHDRAWN])
def test_only_a_draft_is_edited(place, at, state) -> None:
    township, office, item, editor, *_ = place
    made = publications.create(township=township, by=editor, at=at, fields=fields(office, item))
    values = {
        "published_at": at,
        "public_from": at,
        "index_no": "x",
        "withdrawn_at": at,
        "withdraw_reason": "error",
    }
    Publication.objects.filter(pk=made.pk).update(state=state, **values)

    with pytest.raises(StepRefused):
        publications.edit(pk=made.pk, by=editor, at=at, fields={"title": "乙"})


def test_an_empty_draft_is_not_submitted(place, at) -> None:
    township, office, item, editor, *_ = place
    made = publications.create(township=township, by=editor, at=at, fields=fields(office, item, text=""))

    with pytest.raises(StepRefused, match="没有正文也没有附件"):
        reviewing.submit(pk=made.pk, by=editor, at=at)


def test_a_refused_file_leaves_no_draft(place, at) -> None:
    township, office, item, editor, *_ = place

    with pytest.raises(FileRefused):
        publications.create(
            township=township, by=editor, at=at, fields=fields(office, item), files=[Upload("x.pdf", b"MZ..")]
        )

    assert not Publication.objects.exists()


def test_stored_file_names_say_nothing(place, at) -> None:
    township, office, item, editor, *_ = place
    made = publications.create(
        township=township,
        by=editor,
        at=at,
        fields=fields(office, item),
        files=[Upload("张三低保.pdf", disclosure.PDF)],
    )

    stored = made.attachments.get()

    assert stored.name == "张三低保.pdf"
    assert stored.file.name == f"attachments/{stored.key.hex[:2]}/{stored.key.hex}.pdf"


def test_another_townships_unit_and_rows_are_refused(place, at) -> None:
    township, office, item, editor, *_ = place
    other = catalog.township("meilan", "梅岚乡")
    theirs = catalog.unit(other)
    row = catalog.item(catalog.domain("特色", key="own"), origin="township", township=other)

    with pytest.raises(ValidationError, match="不属于本乡镇"):
        publications.create(township=township, by=editor, at=at, fields=fields(theirs, item))
    with pytest.raises(ValidationError, match="本乡镇目录"):
        publications.create(township=township, by=editor, at=at, fields=fields(office, row))


@pytest.mark.parametrize("role", [r for r in Role if r not in WRITERS])
def test_nobody_but_a_writer_drafts(place, at, role) -> None:
    township, office, item, *_ = place
    someone = catalog.user_with(role, township)

    with pytest.raises(PermissionDenied):
        publications.create(township=township, by=someone, at=at, fields=fields(office, item))


def test_an_editor_of_another_unit_cannot_touch_it(place, at) -> None:
    township, office, item, editor, *_ = place
    stranger = catalog.user_with(Role.EDITOR, catalog.unit(township))
    made = publications.create(township=township, by=editor, at=at, fields=fields(office, item))

    for act in (
        lambda: publications.edit(pk=made.pk, by=stranger, at=at, fields={"title": "乙"}),
        lambda: reviewing.submit(pk=made.pk, by=stranger, at=at),
    ):
        with pytest.raises(PermissionDenied):
            act()


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("opens", [-1, 0, 1])
@pytest.mark.parametrize("closes", [None, 0, 1])
def test_the_rule_for_a_row_is_the_rule_for_the_table(place, at, state, opens, closes) -> None:
    township, office, item, editor, *_ = place
    starts = at + timedelta(hours=opens)
    ends = None if closes is None else starts + timedelta(hours=closes + 1)
    made = disclosure.draft(
        township, office, item, editor, state=state, published_at=at, public_from=starts, public_until=ends,
        index_no="N-1", withdrawn_at=at, withdraw_reason="error", publish_at=at,
    )  # fmt: skip

    found = Publication.objects.public(township, at).filter(pk=made.pk).exists()

    assert is_public(made.state, made.public_from, made.public_until, at) == found
