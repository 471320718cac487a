"""Public pages of disclosure: one publication and its files."""

from typing import Any
from urllib.parse import quote

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.urls import get_script_prefix
from django.utils import timezone
from django.utils.safestring import mark_safe

from catalog.views.access import PublicRequest, outline_of, public_page
from disclosure import rules
from disclosure.checks.files import KIND_LABELS
from disclosure.checks.texts import shown_html
from disclosure.law.lifecycle import Validity, WithdrawReason
from disclosure.models import Attachment, FileRole, Publication, Reach
from disclosure.queries.detail import detail, elements, files, revision, withdrawal
from disclosure.queries.explaining import shown
from disclosure.queries.postings import posting
from disclosure.sheets.channels import short_video
from disclosure.views.files import download_response, length_label, picture_response, size_label
from disclosure.views.tables import previews, unfound


@public_page()
def publication(request: PublicRequest, pk: int) -> HttpResponse:
    """The detail page: 索引号 block, text, files, catalog block (PAGE-3, PAGE-8), what explains it. 2 to 4 queries."""
    now, known = timezone.now(), outline_of(request)
    found = detail(pk, request.township, now, known)
    if found is None:
        return _withdrawn(request, pk)
    values, trail = found.values, found.item.trail if found.item else []
    attached = files(pk) if values["reach"] == Reach.WEB else []
    context = {
        "pub": values,
        "published": f"{timezone.localtime(values['published_at']):%Y-%m-%d %H:%M}",  # SITE-9; shown in three places
        "formed": values["formed_on"].isoformat(),
        "validity_label": Validity(values["validity"]).label,
        "body_html": mark_safe(shown_html(_text(values), get_script_prefix())),  # noqa: S308  (sanitised by checks.texts on every save)
        "recordings": []
        if values["person_list"]
        else [_played(file) for file in attached if file["transcript"]],
        "files": []
        if values["person_list"]
        else [_file(file) for file in attached if not file["transcript"]],
        "tables": previews(pk, attached, person_list=values["person_list"]),
        "posting": posting(pk, values, found.unit),
        "explained": shown(pk, values, request.township, now, known),
        "revision": revision(pk, values),
        "elements": elements(values),
        "domain": trail[0] if trail else None,
        "item": found.item,
        "unit": found.unit,
        "crumbs": [*found.crumbs, (values["title"], "")],
    }
    response = render(request, "disclosure/publication.html", context)
    return unfound(response) if values["person_list"] else response


def _text(values: dict[str, Any]) -> str:
    """The text; of a list that was moved to the board while it was public no table is shown any more."""
    return "" if values["reach"] == Reach.BOARD and "<table" in values["text"] else values["text"]


def _file(file: dict[str, Any]) -> dict[str, str]:
    base = get_script_prefix().rstrip("/")
    return {
        "name": file["name"],
        "url": f"{base}{file['path']}{quote(file['name'])}",
        "size_label": size_label(file["size"]),
        "kind": file["kind"],
        "kind_label": KIND_LABELS.get(file["kind"], "文件"),
    }


def _played(file: dict[str, Any]) -> dict[str, Any]:
    """A film or a sound as its player shows it."""
    base = get_script_prefix().rstrip("/")
    shown = _file(file) | {"length": length_label(file["seconds"]), "upright": file["upright"]}
    return shown | {"transcript": file["transcript"], "captions": f"{base}/captions/{file['key']}/"}


def _withdrawn(request: PublicRequest, pk: int) -> HttpResponse:
    """A standing notice: that it was withdrawn, when and why; nothing of the content. Else an unknown address."""
    found = withdrawal(pk, request.township)
    if found is None:
        raise Http404
    context = {
        "pub": None,
        "withdrawn": {
            "on": timezone.localdate(found["withdrawn_at"]),
            "reason_label": WithdrawReason(found["withdraw_reason"]).label,
            "index_no": found["index_no"],
        },
        "crumbs": [("信息已撤下", "")],
    }
    return render(request, "disclosure/publication.html", context, status=410)


@public_page(cached=False)
def attachment(request: PublicRequest, key: str, name: str = "") -> FileResponse:
    """A file of a public publication, always as a download of its checked kind, never as a page. 1 query."""
    now = timezone.now()
    found = (
        Attachment.objects.downloadable(request.township, now)
        .filter(key=key)
        .only("file", "name", "sha256", "size")
        .first()
    )
    if found is None:
        raise Http404
    return download_response(request, found)


@public_page(cached=False)
def captions(request: PublicRequest, key: str) -> HttpResponse:
    """The captions of a film of a public publication, made from its words. 1 query."""
    found = (
        Attachment.objects.downloadable(request.township, timezone.now())
        .filter(key=key, kind="video")
        .exclude(transcript="")
        .values_list("transcript", "seconds")
        .first()
    )
    if found is None:
        raise Http404
    return HttpResponse(
        short_video.captions(*found),
        content_type="text/vtt; charset=utf-8",
        headers={"Cache-Control": "no-cache", "X-Robots-Tag": "noindex"},
    )


@public_page(cached=False)
def picture(request: PublicRequest, key: str) -> FileResponse:
    """A picture in the text of a public publication; of one in work for those who may read it. 1 query, or 2."""
    public = Publication.objects.public(request.township, timezone.now())
    pictures = Attachment.objects.filter(key=key, role=FileRole.PICTURE).only(
        "file", "name", "sha256", "size"
    )
    found = pictures.shown().filter(publication__in=public).first()
    if found is None and request.user.is_authenticated:
        found = pictures.filter(publication__in=rules.visible(request.user)).first()
    if found is None:
        raise Http404
    return picture_response(found)
