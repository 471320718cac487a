"""One-click fixes: what was found is mended in the draft, or in a copy that may go out (PII-3)."""

import io
from datetime import timedelta

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied

from catalog.actions.refusals import ActRefused
from disclosure.actions import fixing
from disclosure.actions.publications import Upload
from disclosure.law.lifecycle import State, StepRefused
from disclosure.models import FileRole, FindingState, Publication, WordingRule
from tests.disclosure.checks import planted
from tests.disclosure.checks.persons import id_card, mobile, name
from tests.factories import catalog, disclosure
from tests.factories.reviewing import AT, TEXT, Desk

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(hours=1)


@pytest.fixture
def desk():
    made = Desk()
    disclosure.levels(made.town)
    return made


def fix(desk, made, rule, by=None, **more):
    finding = made.findings.filter(rule=rule, state="open", **more).exclude(fix="").first()
    return fixing.fix(pk=finding.pk, by=by or desk.editor, at=LATER), finding


def test_a_wording_is_put_right_everywhere_it_stands_and_nowhere_else(desk):
    WordingRule.objects.create(
        township=desk.town, wrong="截止到目前", right="截至目前", unless="截止到目前为止的名单"
    )
    made = desk.draft(
        title="截止到目前的用水安排", text=f"{TEXT}<p>截止到目前为止的名单照旧，截止到目前已有三个村。</p>"
    )

    said, finding = fix(desk, made, "wording")

    now = Publication.objects.get()
    assert now.title == "截至目前的用水安排"
    assert "截止到目前为止的名单照旧，截至目前已有三个村" in now.text
    assert "截至目前" in said
    finding.refresh_from_db()
    assert finding.state == FindingState.FIXED
    assert made.events.last().verb == "edit"


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("望府发[2026]第03号", "望府发〔2026〕3号"),
        ("望府发（2026）12号", "望府发〔2026〕12号"),
        ("望府发【2026】第012", "望府发〔2026〕12号"),
    ],
)
def test_a_document_number_is_put_into_its_form(desk, written, right):
    made = desk.draft(doc_no=written)

    fix(desk, made, "doc-no")

    assert Publication.objects.get().doc_no == right
    assert not made.findings.open().filter(rule="doc-no").exists()


def test_a_number_nobody_can_read_is_left_to_the_clerk(desk):
    made = desk.draft(doc_no="望府发十二号")

    with pytest.raises(ActRefused, match="请自己改"):
        fix(desk, made, "doc-no")

    assert Publication.objects.get().doc_no == "望府发十二号"


def test_personal_numbers_in_a_text_are_masked_in_all_its_places(desk):
    made = desk.draft(
        text=f"<p>联系人<strong>{name(3)}</strong>，身份证号{id_card(3)}，电话{mobile(3)}。</p>",
        summary=f"电话{mobile(3)}。",
    )

    said, _ = fix(desk, made, "personal")

    now = Publication.objects.get()
    for number in (id_card(3), mobile(3)):
        assert number not in now.text + now.summary
    assert "<strong>" in now.text
    assert said == "已遮盖3处个人信息，请再看一遍。"
    assert not made.findings.blocking().exists()


def roster() -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["序号", "姓名", "身份证号", "联系电话", "村"])
    for number in range(1, 4):
        book.active.append([number, name(number), id_card(number), mobile(number), "上坪村"])
    book.create_sheet("底表").append([planted.SECRET])
    book["底表"].sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_workbook_gets_a_masked_copy_and_its_original_stays_inside(desk, client):
    made = desk.draft(files=[Upload("花名册.xlsx", roster())])
    original = made.attachments.get()
    assert made.findings.blocking().exists()

    said, _ = fix(desk, made, "personal", severity="hold")

    original.refresh_from_db()
    copy = made.attachments.get(copy_of=original)
    assert (original.role, copy.role, copy.name) == (FileRole.ORIGINAL, FileRole.PUBLIC, "花名册.xlsx")
    assert "原件留在内部" in said
    with copy.file.open("rb") as file:
        book = openpyxl.load_workbook(io.BytesIO(file.read()))
    told = str([list(sheet.values) for sheet in book.worksheets])
    for number in range(1, 4):
        assert id_card(number) not in told
        assert mobile(number) not in told
    assert planted.SECRET not in told
    assert book.sheetnames == ["Sheet"]
    with original.file.open("rb") as file:
        assert planted.SECRET in str(list(openpyxl.load_workbook(io.BytesIO(file.read()))["底表"].values))
    assert not made.findings.blocking().exists()
    done = desk.carry(Publication.objects.get(), State.PUBLISHED)
    assert [client.get(file.path).status_code for file in (copy, original)] == [200, 404]
    assert list(done.attachments.downloads()) == [copy]


def test_a_copy_is_made_once(desk):
    made = desk.draft(files=[Upload("花名册.xlsx", roster())])
    findings = list(made.findings.filter(attachment__isnull=False).exclude(fix=""))
    fixing.fix(pk=findings[0].pk, by=desk.editor, at=LATER)

    for finding in findings:
        with pytest.raises(ActRefused, match="已经"):
            fixing.fix(pk=finding.pk, by=desk.editor, at=LATER)

    assert made.attachments.count() == 2


def test_only_a_draft_is_mended_and_only_by_its_writers(desk):
    made = desk.draft(doc_no="望府发[2026]第03号")
    with pytest.raises(PermissionDenied):
        fix(desk, made, "doc-no", by=desk.head)
    with pytest.raises(PermissionDenied):
        fix(desk, made, "doc-no", by=catalog.user_with("editor", catalog.unit(desk.town, "财政所")))
    desk.submit(made)

    with pytest.raises(StepRefused):
        fix(desk, made, "doc-no")

    assert Publication.objects.get().doc_no == "望府发[2026]第03号"
