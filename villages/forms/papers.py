"""Papers behind a sheet: the box for scans and photographs, what is done with one, and what the sheet's page shows of them."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Page, Paginator

from catalog.models import User
from disclosure.checks.files import FileRefused
from disclosure.forms.applications.base import words
from villages import rules
from villages.actions import papers
from villages.forms.acts import ActForm, Handling
from villages.law.kinds import SheetKind
from villages.law.papers import MOST_AT_ONCE, TABLE, PaperAct, PaperKind, PaperState, may_have_copy
from villages.law.sheets import SheetState
from villages.models import Sheet, SheetPaper
from villages.queries import papers as queries
from villages.sheets.scans import Scan, read_scan

ACCEPT = (
    "image/jpeg,image/png,application/pdf,.jpg,.jpeg,.png,.pdf"  # without HEIC, so that iPhones send JPEG
)
PER_PAGE = 30
ENTRY = "entry"  # the form on the page of a sheet in which lines are typed
MOST_NAMED = 60  # vouchers without a scan told one by one


class ScansInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class ScansField(forms.FileField):
    """Files as they come from a telephone; every refused one is told with its place, never with its name."""

    def __init__(self, *, several: bool = False, called: str = "文件", **kwargs: Any) -> None:
        attrs = {"accept": ACCEPT} | ({"multiple": True} if several else {})
        self.several, self.called = several, called
        super().__init__(
            widget=ScansInput(attrs=attrs) if several else forms.FileInput(attrs=attrs), **kwargs
        )

    def clean(self, data: Any, initial: Any = None) -> Any:
        given: list[UploadedFile] = [
            file for file in (data if isinstance(data, list | tuple) else [data]) if file
        ]
        if not given and self.required:
            raise forms.ValidationError(self.error_messages["required"])
        if len(given) > MOST_AT_ONCE:
            raise forms.ValidationError(f"一次最多传 {MOST_AT_ONCE} 个文件。")
        scans, problems = [], []
        for number, file in enumerate(given, 1):
            called = f"第{number}个文件" if len(given) > 1 else self.called
            try:
                scans.append(read_scan(file.read(), called))
            except FileRefused as refused:
                problems.append(str(refused))
        if problems:
            raise forms.ValidationError(problems)
        return scans


class AddForm(forms.Form):
    """Scans of one voucher or other paper. Beside a form that is being filled in, its boxes belong to that form, so that
    what was typed there is sent along and not lost."""

    kind = forms.ChoiceField(
        label="是什么", choices=[(kind, kind.label) for kind in PaperKind], widget=forms.RadioSelect,
        error_messages={"required": "请选择。"},
    )  # fmt: skip
    number = forms.CharField(
        label="凭证号或材料名称", max_length=60, help_text="凭证照明细里的凭证号填，如 3-1；其他材料写名称，如会议记录。",
        error_messages={"required": "请填写凭证号或材料名称。", "max_length": "凭证号或名称最多 40 个字。"},
    )  # fmt: skip
    camera = ScansField(label="用手机拍一张", required=False, called="拍的照片")
    picked = ScansField(
        label="或者从手机、电脑里选", required=False, several=True,
        help_text="照片（jpg、png）或扫描件（PDF）。同一凭证有几张的可以一次选几个。",
    )  # fmt: skip

    def __init__(self, *args: Any, sheet: Sheet, beside: str = "", **kwargs: Any) -> None:
        self.beside = beside
        kwargs.setdefault("prefix", "paper")
        is_accounts = sheet.kind == SheetKind.ACCOUNTS
        kwargs["initial"] = {"kind": PaperKind.VOUCHER if is_accounts else PaperKind.OTHER} | (
            kwargs.get("initial") or {}
        )
        super().__init__(*args, **kwargs)
        self.fields["camera"].widget.attrs |= {"accept": "image/jpeg,image/png", "capture": "environment"}
        if is_accounts:
            self.fields["number"].widget.attrs["list"] = "vouchers-missing"
        if beside:
            for field in self.fields.values():
                field.widget.attrs["form"] = beside

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not {"camera", "picked"} & set(self.errors) and not data.get("camera") and not data.get("picked"):
            self.add_error("picked", "请拍照或者选择文件。")
        return data

    def arguments(self) -> dict[str, Any]:
        data = self.cleaned_data
        scans: list[Scan] = [*(data["camera"] or []), *(data["picked"] or [])]
        return {"kind": PaperKind(data["kind"]), "number": data["number"], "scans": scans}


@dataclass(frozen=True)
class Line:
    """One paper in the list of its sheet."""

    paper: SheetPaper
    public: bool  # residents can take its copy
    unknown: bool  # no line has this voucher


@dataclass(frozen=True)
class Section:
    """What the page of a sheet shows of its papers. form: for whoever may add."""

    coverage: queries.Coverage | None
    named: list[str]
    more: int
    page: Page
    lines: list[Line]
    form: AddForm | None
    may_read: bool
    beside: str


def section(
    user: User, sheet: Sheet, *, number: str | None, typing: bool, form: AddForm | None = None
) -> Section:
    """The papers of a sheet, a page of them. At most 5 queries, whatever their number.

    Args:
        number: of the page of the list. typing: the sheet itself is being filled in on the same page.
    """
    coverage = queries.coverage(sheet)
    found = SheetPaper.objects.of_matter(sheet).select_related("sheet").order_by("-kind", "pk")
    page = Paginator(found, PER_PAGE).get_page(number)
    shown = list(page.object_list)
    public = queries.sent_along(sheet, shown)
    unknown = coverage.unknown if coverage else frozenset()
    beside = ENTRY if typing else ""
    if form is None and rules.may_enter(user, sheet.unit):
        form = AddForm(sheet=sheet, beside=beside)
    missing = coverage.missing if coverage else []
    return Section(
        coverage=coverage, named=missing[:MOST_NAMED], more=len(missing[MOST_NAMED:]), page=page,
        lines=[
            Line(paper, paper.pk in public, paper.kind == PaperKind.VOUCHER and paper.number in unknown) for paper in shown
        ],
        form=form, may_read=rules.may_read_papers(user, sheet.unit), beside=beside,
    )  # fmt: skip


# ---- acts on one paper -------------------------------------------------------------------------------------------------
class OfferForm(ActForm):
    copy = ScansField(
        label="盖好的副本", called="副本", error_messages={"required": "请选择盖好的副本。"},
        help_text="把身份证号、银行账号、电话、住址、签字、手印等个人信息盖住，再拍照或另存为 jpg、png、PDF。不要传原件。",
    )  # fmt: skip

    def arguments(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        (scan,) = data.pop("copy")
        return data | {"scan": scan}


class ConfirmForm(ActForm):
    seen = forms.BooleanField(
        label="我打开副本从头到尾看过，个人信息都已盖住",
        error_messages={"required": "请先打开副本看过，再勾选。"},
    )

    def arguments(self) -> dict[str, Any]:
        return {"version": self.cleaned_data["version"]}


class RefuseForm(ActForm):
    reason = words(
        "哪里还看得到",
        missing="请写明哪里还看得到。",
        most=200,
        help_text="只写位置，不要把看到的内容写出来。",
    )


class VoidForm(ActForm):
    reason = words("作废的原因", missing="请写明作废的原因。", most=200)


class LookForm(forms.Form):
    """Of those who do not work with the papers: why they look."""

    reason = words("查看的理由", missing="请写明查看的理由。", most=120)


def _can(act: PaperAct, paper: SheetPaper) -> bool:
    return (PaperState(paper.state), act) in TABLE


def _enters(user: User, paper: SheetPaper) -> bool:
    return rules.may_enter(user, paper.sheet.unit)


def _is_draft(paper: SheetPaper) -> bool:
    return paper.sheet.state == SheetState.DRAFT


ACTS: dict[str, Handling] = {
    "confirm": Handling(
        ConfirmForm, papers.confirm_copy, "确认副本可以公开",
        lambda user, paper: _can(PaperAct.CONFIRM, paper) and rules.may_confirm_copy(user, paper),
        "确认后随表送乡镇审核，签发后和表一起公开。",
    ),
    "refuse": Handling(
        RefuseForm, papers.refuse_copy, "退回副本",
        lambda user, paper: _can(PaperAct.REFUSE, paper) and rules.may_confirm_copy(user, paper), "副本随即删除，原件不动。",
    ),
    "offer": Handling(
        OfferForm, papers.offer_copy, "提交遮盖副本",
        lambda user, paper: _can(PaperAct.OFFER, paper) and _enters(user, paper) and may_have_copy(SheetKind(paper.sheet.kind)),
        "不是必须的。需要让居民在网上看到凭证的才做，由另一个人确认。",
    ),
    "remove": Handling(
        ActForm, papers.remove, "删除这份原件", lambda user, paper: _is_draft(paper) and _enters(user, paper), "表送出以前可以删除重传。"
    ),
    "void": Handling(
        VoidForm, papers.void, "作废",
        lambda user, paper: _can(PaperAct.VOID, paper) and _enters(user, paper) and not _is_draft(paper),
        "传错了的，写明原因作废，记录保留。",
    ),
}  # fmt: skip
