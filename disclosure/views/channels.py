"""One entry, many places: what a public publication becomes elsewhere, and where it was put."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import get_script_prefix, reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from catalog.actions.refusals import ActRefused
from catalog.models import Unit
from catalog.views.access import OfficeRequest
from disclosure import rules
from disclosure.actions import placements
from disclosure.checks.personal import mask_text
from disclosure.forms.channels import PlacementForm
from disclosure.law.kinds import Kind
from disclosure.law.lifecycle import State, checked_plan, checks_secrecy
from disclosure.models import Placement, Publication, ReviewResult
from disclosure.queries.reviews import plan_of
from disclosure.sheets import qr
from disclosure.sheets.channels import (
    board_sheet,
    loudspeaker,
    open_letter,
    review_form,
    short_video,
    village_group,
    wechat,
)
from disclosure.sheets.channels.filled import pictures_of, source_of
from disclosure.sheets.channels.source import Source

_PREVIEW = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; sandbox; frame-ancestors 'self'"
PDF = "application/pdf"


def _public(request: OfficeRequest, pk: int) -> Publication:
    """A public publication of the reader's units: what is not public goes nowhere."""
    seen = rules.visible(request.user).filter(township=request.township, state=State.PUBLISHED)
    return get_object_or_404(seen.select_related("unit", "township", "node"), pk=pk)


def _source(request: OfficeRequest, found: Publication) -> Source:
    return source_of(found, request.build_absolute_uri(get_script_prefix().rstrip("/") + found.path))


def _masked(text: str) -> str:
    return mask_text(text)[0]


@require_safe
def channels(request: OfficeRequest, pk: int) -> HttpResponse:
    """All forms of one publication, ready to be copied, printed and noted."""
    return _page(request, _public(request, pk), PlacementForm(units=_units(request)))


def _page(request: OfficeRequest, found: Publication, form: PlacementForm) -> HttpResponse:
    source = _source(request, found)
    pack, said = short_video.pack(source), loudspeaker.script(source)
    context = {
        "pub": found,
        "article": wechat.article(source),
        "group": village_group.text(source, mask=_masked),
        "said": said,
        "said_seconds": loudspeaker.seconds(said),
        "pack": pack,
        "qr": mark_safe(qr.svg(source.url)),  # noqa: S308  (drawn by segno from an address of ours)
        "url": source.url,
        "placements": found.placements.select_related("unit", "by"),
        "may_place": rules.may_place(request.user, found),
        "form": form,
        "crumbs": [
            (found.title, reverse("disclosure:office_publication", args=[found.pk])),
            ("多渠道发布", ""),
        ],
    }
    return render(request, "disclosure/channels.html", context, status=422 if form.errors else 200)


@require_safe
@xframe_options_sameorigin
def wechat_preview(request: OfficeRequest, pk: int) -> HttpResponse:
    """The article alone, for a sandboxed frame: its inline styles are allowed here and nothing else is."""
    found = _public(request, pk)
    page = (
        '<!doctype html><html lang="zh-CN"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>预览</title><body>{wechat.article(_source(request, found))}</body></html>"
    )
    response = HttpResponse(page)
    response._csp_exempt = True  # type: ignore[attr-defined]  # its own stricter policy follows
    response["Content-Security-Policy"] = _PREVIEW
    return response


def _pdf_files(request: OfficeRequest, found: Publication) -> dict[str, tuple[str, str, Callable[[], bytes]]]:
    """Address word → (file name, type, what makes it)."""
    source = _source(request, found)
    name = f"{found.index_no or found.pk}".replace("/", "-")
    return {
        "a4": (f"公示单-{name}-A4.pdf", PDF, lambda: board_sheet.pdf(source, "A4", pictures=pictures_of(found))),
        "a3": (f"公示单-{name}-A3.pdf", PDF, lambda: board_sheet.pdf(source, "A3", pictures=pictures_of(found))),
        "letter": (f"一封信-{name}.pdf", PDF, lambda: open_letter.pdf(source, pictures=pictures_of(found))),
        "cover": (f"短视频封面-{name}.png", "image/png", lambda: short_video.cover(source)),
        "subtitles": (
            f"短视频字幕-{name}.srt", "application/x-subrip", lambda: short_video.pack(source).srt.encode(),
        ),
        "qr": (f"二维码-{name}.png", "image/png", lambda: qr.png(source.url)),
    }  # fmt: skip


@require_safe
def channel_file(request: OfficeRequest, pk: int, form: str) -> HttpResponse:
    """One of the files: a sheet, a letter, a cover, subtitles, the code."""
    made = _pdf_files(request, _public(request, pk)).get(form)
    if made is None:
        raise Http404
    name, kind, make = made
    return file_response(make(), name, kind)


def file_response(data: bytes, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(data, content_type=kind)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["Cache-Control"] = "private, no-store"
    return response


def _units(request: OfficeRequest) -> Any:
    return Unit.objects.filter(tree_id=request.township.unit.tree_id, is_active=True).order_by("lft")


@require_POST
def placement_add(request: OfficeRequest, pk: int) -> HttpResponse:
    """Note where it was put."""
    found = _public(request, pk)
    form = PlacementForm(request.POST, units=_units(request))
    if form.is_valid():
        try:
            placements.place(publication=found, by=request.user, at=timezone.now(), **form.cleaned_data)
        except (ActRefused, PermissionDenied) as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "已登记。")
            return redirect("disclosure:channels", pk)
    return _page(request, found, form)


@require_POST
def placement_remove(request: OfficeRequest, pk: int, placement_pk: int) -> HttpResponse:
    """Take back a placement noted by mistake."""
    found = _public(request, pk)
    get_object_or_404(Placement, pk=placement_pk, publication=found)
    try:
        placements.remove(pk=placement_pk, by=request.user)
    except PermissionDenied as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "已移除。")
    return redirect("disclosure:channels", pk)


@require_safe
def review_paper(request: OfficeRequest, pk: int) -> HttpResponse:
    """The printed twin of the reviews: 信息发布审查表, with what was signed on screen filled in."""
    seen = rules.visible(request.user).filter(township=request.township)
    found = get_object_or_404(seen.select_related("unit", "node", "created_by", "township"), pk=pk)
    plan = checked_plan(found.plan) if found.plan else plan_of(found.township, Kind(found.kind))
    passed = {
        row.stage: row
        for row in found.reviews.filter(round=found.round, result=ReviewResult.APPROVED).select_related("by")
    }

    def opinion(stage: State) -> review_form.Opinion:
        row = passed.get(stage.value)
        name = stage.label.removeprefix("待")
        if row is None:
            return review_form.Opinion(name)
        signed = row.signed_on or timezone.localdate(row.at)
        return review_form.Opinion(name, row.remark or "同意", str(row.by), signed)

    form = review_form.ReviewForm(
        township=found.township.name,
        title=found.title,
        unit=found.unit.name,
        drafter=str(found.created_by),
        drafted_on=timezone.localdate(found.created_at),
        number=f"{found.pk}-{found.round}",
        url=request.build_absolute_uri(reverse("disclosure:office_publication", args=[pk])),
        item=found.node.name,
        doc_no=found.doc_no,
        attribute="主动公开",
        ground=found.attribute_ground or found.node.basis,
        summary=found.summary,
        posting=f"{found.posted_days}个{found.get_posted_unit_display()}" if found.posted_days else "",
        attachments=list(found.attachments.downloads().values_list("name", flat=True)),
        levels=tuple(opinion(stage) for stage in plan if stage != State.SECRECY),
        secrecy=opinion(State.SECRECY) if State.SECRECY in plan else review_form.Opinion("保密审查"),
        secrecy_checked=frozenset(review_form.SECRECY) if _checked(passed, plan) else frozenset(),
    )
    return file_response(review_form.pdf(form), f"信息发布审查表-{found.pk}-{found.round}.pdf", PDF)


def _checked(passed: dict[str, Any], plan: tuple[State, ...]) -> bool:
    return any(checks_secrecy(State(stage), plan) for stage in passed)
