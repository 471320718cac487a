"""Pages of papers behind a sheet: who reaches them, how files are sent, what is told at the field and what stays typed."""

import re

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.law.roles import Role
from catalog.models import User
from disclosure.models import Attachment, PersonalAccess
from disclosure.models.sealed_files import SealedStorage
from tests.disclosure.checks.test_refused import locked_pdf
from tests.factories import catalog
from tests.factories.accounts import AT, line
from tests.factories.scans import FILM, jpeg, pdf, png, scan
from tests.villages.actions.test_papers import Files
from tests.villages.views.test_finance import LINE, client_of, typed
from villages.actions import papers
from villages.law.kinds import SheetKind
from villages.law.papers import PaperKind, PaperState
from villages.law.sheets import SheetState
from villages.models import Sheet, SheetPaper

SHEETS, PAPERS = "/office/village-sheets/", "/office/village-papers/"
PERSON = "余某某的身份证"  # what originals and copies of these tests say


@pytest.fixture
def place(db) -> Files:
    with time_machine.travel(AT, tick=False):
        yield Files()


def file(data: bytes, name: str = "余大山身份证.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def sent(number: str = "3-1", *files: SimpleUploadedFile, **more: object) -> dict:
    return {
        "paper-kind": "voucher",
        "paper-number": number,
        "paper-picked": list(files) or [file(png(PERSON))],
    } | more


# ---- who --------------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("who", ["other_clerk", "other_member", "admin", "foreign", "legal", "stranger"])
def test_whoever_has_no_business_with_it_finds_no_page(place, who):
    elsewhere = catalog.township("shiqiao", "石桥镇")
    place.foreign = catalog.user_with(Role.VILLAGE_CLERK, catalog.village(elsewhere, "石桥村"))
    place.legal = catalog.user_with(Role.LEGAL, place.town)
    sheet = place.entered()
    made = {
        state: place.at_paper(state, sheet, f"3-{n}", PERSON + state) for n, state in enumerate(PaperState)
    }
    client = Client() if who == "stranger" else client_of(getattr(place, who))
    before = list(SheetPaper.objects.values())
    looks = PersonalAccess.objects.count()

    for prefix in ("/wanghe", "/shiqiao"):
        for paper in made.values():
            for ending in ("", "original/", "copy/"):
                for answer in (
                    client.get(f"{prefix}{PAPERS}{paper.pk}/{ending}"),
                    client.post(f"{prefix}{PAPERS}{paper.pk}/{ending}", {"reason": "检查"}),
                ):
                    assert answer.status_code in (302, 403, 404, 405), ending
                    assert "/login/" in answer.get("Location", "/login/")
                    assert PERSON.encode() not in answer.content
            for act in ("offer", "confirm", "refuse", "remove", "void"):
                data = {f"{act}-version": paper.version, f"{act}-reason": "x", f"{act}-seen": "on"}
                assert client.post(f"{prefix}{PAPERS}{paper.pk}/{act}/", data).status_code in (302, 403, 404)
        answer = client.post(f"{prefix}{SHEETS}{sheet.pk}/papers/", sent("9-9"))
        assert answer.status_code in (302, 403, 404)
    assert list(SheetPaper.objects.values()) == before
    assert PersonalAccess.objects.count() == looks


def test_the_administrator_sees_that_there_is_a_voucher_and_no_way_to_it(place):
    sheet = place.entered()
    paper = place.added(sheet)

    shown = client_of(place.admin).get(f"{SHEETS}{sheet.pk}/").text

    assert "凭证3-1" in shown
    assert f"{PAPERS}{paper.pk}/" not in shown


@pytest.mark.parametrize(
    ("who", "acts"),
    [
        ("clerk", {"offer", "remove"}), ("editor", {"offer", "remove"}), ("member", {"confirm", "refuse"}),
        ("office_head", {"confirm", "refuse"}), ("section_head", {"confirm", "refuse"}), ("deputy", set()), ("overseer", set()),
    ],
)  # fmt: skip
def test_each_is_offered_what_he_may_do(place, who, acts):
    paper = place.at_paper(PaperState.OFFERED, place.entered())

    shown = client_of(getattr(place, who)).get(f"{PAPERS}{paper.pk}/").text

    assert set(re.findall(r'id="act-(\w+)"', shown)) == acts


# ---- putting in ---------------------------------------------------------------------------------------------------------------
def test_scans_come_from_a_telephone_without_script_and_their_names_stay_nowhere(place):
    sheet, client = place.entered(), client_of(place.clerk)
    form = client.get(f"{SHEETS}{sheet.pk}/").text
    assert 'capture="environment"' in form
    assert re.search(r'<input type="file" name="paper-picked"[^>]* multiple', form)
    assert "没有也可以公开" in form

    photo = jpeg(PERSON, behind=FILM)
    answer = client.post(
        f"{SHEETS}{sheet.pk}/papers/",
        sent(
            "3-1",
            file(photo, "余大山.jpg"),
            file(pdf(), "余大山.pdf"),
            **{"paper-camera": file(png("拍的"), "余大山.png")},
        ),
        follow=True,
    )

    assert "已存入 3 个文件" in answer.text
    assert [(paper.suffix, paper.page) for paper in SheetPaper.objects.order_by("pk")] == [
        (".png", 1),
        (".jpg", 2),
        (".pdf", 3),
    ]
    kept = papers.read(paper=SheetPaper.objects.get(page=2), by=place.clerk, at=AT, redacted=False)
    assert b"Exif" not in kept
    assert "余拍照".encode() not in kept
    assert b"ftyp" not in kept
    columns = str(list(SheetPaper.objects.values())) + str(list(sheet.events.values()))
    assert "余大山" not in columns + answer.text
    again = client.post(f"{SHEETS}{sheet.pk}/papers/", sent("3-1", file(photo)), follow=True)
    assert "没有重复存入" in again.text


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (sent("3-1", file(b"\0\0\0\x18ftypheic" + bytes(99))), "HEIC 照片"),
        (sent("3-1", file(png("x")), file(png("x")[:-9])), "第2个文件已损坏"),
        (sent("3-1", file(locked_pdf("RC4-128"))), "设了密码"),
        (sent("3-1", file("不是".encode(), "假的.jpg")), "不是照片或扫描件"),
        (sent("3-1", *[file(png(str(n))) for n in range(21)]), "一次最多传 20 个文件"),
        (sent(""), "请填写凭证号或材料名称"),
        (sent("13800138000"), "里有手机号"),
        (sent("3-1") | {"paper-picked": []}, "请拍照或者选择文件"),
        (sent("3-1") | {"paper-kind": "x"}, "有效"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_at_its_field_and_nothing_is_kept(place, data, said):
    sheet = place.entered()

    answer = client_of(place.clerk).post(f"{SHEETS}{sheet.pk}/papers/", data)

    assert answer.status_code == 409
    box = re.search(
        r'<div class="field bad">.*?</div>\s*(?=<div class="field|<button)', answer.text, re.DOTALL
    )
    assert said in box[0]
    assert f'value="{data["paper-number"]}"' in answer.text or not data["paper-number"]
    assert "余大山" not in answer.text
    assert not SheetPaper.objects.exists()


def test_a_file_too_large_is_told(place, settings):
    settings.ATTACHMENT_MAX_BYTES = 2**20

    answer = client_of(place.clerk).post(
        f"{SHEETS}{place.entered().pk}/papers/", sent("3-1", file(png("大" * 500_000)))
    )

    assert "超过 1 MB" in answer.text


# ---- together with what is typed ----------------------------------------------------------------------------------------------
def test_lines_typed_on_the_same_page_are_kept_with_the_scans(place):
    sheet = place.begun()
    page = client_of(place.clerk).get(f"{SHEETS}{sheet.pk}/").text
    assert '<form class="card act" id="entry"' in page
    assert page.count('form="entry"') >= 5  # the boxes and the button belong to it

    answer = client_of(place.clerk).post(
        f"{SHEETS}{sheet.pk}/papers/", typed(sheet, LINE, closing="-1250.5") | sent(), follow=True
    )

    assert answer.redirect_chain[-1][0] == f"{SHEETS}{sheet.pk}/#papers"
    assert (sheet.lines.get().summary, SheetPaper.objects.get().number) == ("购买抽水机", "3-1")


def test_a_line_that_is_wrong_stays_typed_and_the_scans_are_kept(place):
    sheet = place.begun()

    answer = client_of(place.clerk).post(
        f"{SHEETS}{sheet.pk}/papers/", typed(sheet, LINE | {"expense": "一千"}) | sent()
    )

    assert answer.status_code == 409
    assert "“一千”不是金额" in answer.text
    assert 'value="购买抽水机"' in answer.text
    assert "已存入 1 个文件" in answer.text
    assert not sheet.lines.exists()


def test_a_file_that_is_wrong_costs_no_typed_line(place):
    sheet = place.begun()

    answer = client_of(place.clerk).post(
        f"{SHEETS}{sheet.pk}/papers/", typed(sheet, LINE) | sent("3-1", file(b"x", "假的.jpg"))
    )

    assert answer.status_code == 409
    assert "不是照片或扫描件" in answer.text
    assert 'value="购买抽水机"' in answer.text
    assert sheet.lines.get().summary == "购买抽水机"
    sheet.refresh_from_db()
    assert f'name="version" value="{sheet.version}"' in answer.text  # the next save is not refused


def test_whoever_typed_over_another_is_told_and_keeps_his_words(place):
    sheet = place.begun()
    data = typed(sheet, LINE)
    client_of(place.editor).post(f"{SHEETS}{sheet.pk}/", data)

    late = client_of(place.clerk).post(
        f"{SHEETS}{sheet.pk}/papers/", data | {"l-0-summary": "另一句话"} | sent()
    )

    assert late.status_code == 409
    assert "刚刚改过这张表" in late.text
    assert 'value="另一句话"' in late.text
    assert SheetPaper.objects.count() == 1


def test_where_nothing_is_typed_the_box_is_a_form_of_its_own(place):
    sheet = place.public()

    answer = client_of(place.clerk).post(f"{SHEETS}{sheet.pk}/papers/", sent(), follow=True)

    assert "已存入 1 个文件" in answer.text
    assert 'form="entry"' not in answer.text
    assert client_of(place.member).post(f"{SHEETS}{sheet.pk}/papers/", sent("2")).status_code == 404
    assert 'name="paper-picked"' not in client_of(place.member).get(f"{SHEETS}{sheet.pk}/").text


# ---- files ----------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("data", "kind"),
    [(png(PERSON), "image/png"), (jpeg(PERSON), "image/jpeg"), (pdf(), "application/pdf")],
)
def test_a_file_is_shown_in_its_place_and_kept_in_no_store(place, data, kind):
    client = client_of(place.clerk)
    client.post(f"{SHEETS}{place.entered().pk}/papers/", sent("3-1", file(data, "余大山.png")))

    answer = client.get(f"{PAPERS}{SheetPaper.objects.get().pk}/original/")

    assert (answer.status_code, answer["Content-Type"], answer["Cache-Control"]) == (200, kind, "no-store")
    assert answer["Content-Security-Policy"].startswith("default-src 'none'; ")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("inline; filename*=utf-8''%E5%87%AD%E8%AF%813-1.")
    assert PersonalAccess.objects.count() == 1


def test_only_a_real_look_counts_as_one(place):
    paper = place.at_paper(PaperState.OFFERED, place.entered())
    client = client_of(place.member)

    assert client.head(f"{PAPERS}{paper.pk}/copy/").status_code == 405
    act = {"confirm-version": paper.version, "confirm-seen": "on"}
    refused = client.post(f"{PAPERS}{paper.pk}/confirm/", act)
    assert refused.status_code == 409
    assert "请先打开副本" in refused.text
    assert client.get(f"{PAPERS}{paper.pk}/copy/").content == png("副本一")
    assert "遮盖副本已确认" in client.post(f"{PAPERS}{paper.pk}/confirm/", act, follow=True).text


@pytest.mark.parametrize("who", ["deputy", "overseer"])
def test_who_only_oversees_says_why_he_looks(place, who):
    paper, client = place.added(place.entered(), words=PERSON), client_of(getattr(place, who))
    path = f"{PAPERS}{paper.pk}/original/"
    assert 'name="reason"' in client.get(f"{PAPERS}{paper.pk}/").text

    assert "请写明查看的理由" in client.get(path, follow=True).text
    empty = client.post(path, {"reason": " "})
    assert empty.status_code == 409
    assert not PersonalAccess.objects.exists()
    seen = client.post(path, {"reason": "核查群众反映"})

    assert seen.content == png(PERSON)
    assert PersonalAccess.objects.get().reason == "阅看凭证3-1原件：核查群众反映"
    assert "核查群众反映" in client.get(f"{PAPERS}{paper.pk}/").text


def test_a_file_that_is_lost_is_told(place):
    paper, client = place.added(place.entered()), client_of(place.clerk)
    SealedStorage().delete(paper.original.name)

    assert "这个文件读不出来" in client.get(f"{PAPERS}{paper.pk}/original/", follow=True).text
    assert "还没有遮盖副本" in client.get(f"{PAPERS}{paper.pk}/copy/", follow=True).text


# ---- the way through the pages ---------------------------------------------------------------------------------------------
def act(user: User, paper: SheetPaper, name: str, **data: object):
    paper.refresh_from_db()
    fields = {f"{name}-{key}": value for key, value in ({"version": paper.version} | data).items()}
    return client_of(user).post(f"{PAPERS}{paper.pk}/{name}/", fields, follow=True)


def test_a_copy_from_the_clerk_to_the_page_of_residents(place):
    sheet = place.entered(lines=[line(voucher="3-1")], opening=10_000)
    paper = place.added(sheet, words=PERSON)
    residents = Client()

    assert "请选择盖好的副本" in act(place.clerk, paper, "offer").text
    assert "这就是原件" in act(place.clerk, paper, "offer", copy=file(png(PERSON))).text
    assert "已办" in act(place.clerk, paper, "offer", copy=file(png("盖好的"))).text
    assert "请先打开副本看过，再勾选" in act(place.member, paper, "confirm").text
    assert "请写明哪里还看得到" in act(place.member, paper, "refuse").text
    client_of(place.member).get(f"{PAPERS}{paper.pk}/copy/")
    act(place.member, paper, "confirm", seen="on")
    shown = place.made_public(sheet)

    public = residents.get(shown.carrier.path).text
    assert "凭证3-1（已遮盖个人信息）.png" in public
    assert "凭证原件可到村务公开点查阅" in public
    attached = Attachment.objects.get(kind="image")
    assert b"".join(residents.get(attached.path).streaming_content) == png("盖好的")
    assert "遮盖副本在公开" in client_of(place.clerk).get(f"{SHEETS}{sheet.pk}/").text
    assert "这份副本正在公开" in act(place.clerk, paper, "void", reason="传错了").text
    assert "作废或者更换不会撤下公开页上的副本" in client_of(place.clerk).get(f"{PAPERS}{paper.pk}/").text


def test_a_paper_is_removed_from_its_page(place):
    sheet = place.entered()
    paper = place.added(sheet)

    answer = act(place.clerk, paper, "remove")

    assert answer.redirect_chain[-1][0] == f"{SHEETS}{sheet.pk}/#papers"
    assert "删除这份原件，已办" in answer.text
    assert not SheetPaper.objects.exists()


def test_an_act_that_is_none_is_no_page(place):
    paper, client = place.added(place.entered()), client_of(place.clerk)

    assert client.post(f"{PAPERS}{paper.pk}/nothing/").status_code == 404
    assert client.get(f"{PAPERS}{paper.pk}/void/").status_code == 405
    assert client.get(f"{SHEETS}{paper.sheet_id}/papers/").status_code == 405
    assert client.get(f"{PAPERS}{paper.pk + 1}/").status_code == 404


@pytest.mark.parametrize("state", [SheetState.DRAFT, SheetState.HANDED_IN])
def test_nothing_of_originals_and_waiting_copies_is_at_any_public_address(place, state):
    sheet = place.at(state)
    paper = place.at_paper(PaperState.OFFERED, sheet, "3-1", PERSON)
    if sheet.carrier:
        place.release(sheet)

    for path in (
        "/",
        f"/villages/{place.unit.pk}/",
        f"/villages/{place.unit.pk}/finance/",
        "/search/?q=凭证",
    ):
        assert "遮盖" not in Client().get(path).text
    assert Attachment.objects.filter(kind="image").count() == 0
    media = Client().get(f"/media/{paper.original.name}")
    assert media.status_code == 404


# ---- lists that grow ---------------------------------------------------------------------------------------------------------
def queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


def test_a_sheet_takes_the_same_queries_for_one_paper_and_for_thirty(place):
    sheet, client = place.entered(), client_of(place.clerk)
    place.at_paper(PaperState.OFFERED, sheet)
    path = f"{SHEETS}{sheet.pk}/"
    client.get(path)
    few = queries(client, path)
    papers.add(
        sheet_pk=sheet.pk,
        by=place.clerk,
        at=AT,
        kind=PaperKind.OTHER,
        number="会议记录",
        scans=[scan(str(n)) for n in range(20)],
    )
    papers.add(
        sheet_pk=sheet.pk,
        by=place.clerk,
        at=AT,
        kind=PaperKind.OTHER,
        number="合同",
        scans=[scan(f"合同{n}") for n in range(15)],
    )

    assert queries(client, path) == few
    first, second = client.get(path).text, client.get(f"{path}?papers=2").text
    assert (first.count(f'href="{PAPERS}'), second.count(f'href="{PAPERS}')) == (30, 6)
    assert 'href="?papers=2#papers"' in first


def test_a_paper_takes_the_same_queries_for_one_look_and_for_thirty(place):
    paper, client = place.at_paper(PaperState.OFFERED, place.entered()), client_of(place.clerk)
    path = f"{PAPERS}{paper.pk}/"
    place.looked(paper, place.member)
    few = queries(client, path)
    for _ in range(30):
        place.looked(paper, place.member)

    assert queries(client, path) == few
    assert client.get(path).text.count("<time") == 20


def test_a_notice_has_papers_of_other_kinds_and_no_vouchers(place):
    sheet = place.table(SheetKind.NOTICE, words="修水渠")

    shown = client_of(place.clerk).get(f"{SHEETS}{sheet.pk}/").text

    assert "还没有的：" not in shown
    assert re.search(r'value="other"[^>]* checked', shown)
    assert Sheet.objects.get().papers.count() == 0
