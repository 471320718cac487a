"""Public pages of disclosure: one publication and its files."""

from urllib.parse import quote

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.urls import get_script_prefix
from django.utils import timezone
from django.utils.safestring import mark_safe

from catalog.models import Adoption
from catalog.queries import pages
from catalog.views.access import PublicRequest, public_page
from disclosure.checks.files import KIND_LABELS
from disclosure.law.lifecycle import State, Validity
from disclosure.models import Attachment, Publication


@public_page()
def publication(request: PublicRequest, pk: int) -> HttpResponse:
    """The detail page: 索引号 block, text, files, catalog block (PAGE-3, PAGE-8). 3 queries."""
    now = timezone.now()
    found = (
        Publication.objects.filter(pk=pk, township=request.township)
        .select_related("unit", "node__parent__parent__parent")
        .first()
    )
    if found is not None and found.state == State.WITHDRAWN:
        return _withdrawn(request, found)
    if (
        found is None
        or found.state != State.PUBLISHED
        or found.public_from is None
        or found.public_from > now
        or (found.public_until and found.public_until <= now)
    ):
        raise Http404
    above = pages.ancestors(found.node)
    domain = above[0] if above else found.node
    adoption = Adoption.objects.filter(holder=request.township.unit_id, node=found.node).first()
    context = {
        "pub": found,
        "validity_label": Validity(found.validity).label,
        "body_html": mark_safe(found.text),  # noqa: S308  (sanitised by checks.texts on every save)
        "files": [_file(attachment) for attachment in found.attachments.all()],
        "item_block": {
            "domain": domain.name,
            "domain_path": domain.path,
            "item": found.node.name,
            "item_path": found.node.path,
            "limit": (adoption and adoption.limit_text) or found.node.limit_text,
            "basis": (adoption and adoption.basis) or found.node.basis,
            "body": (adoption and adoption.body) or found.node.body,
        },
        "unit": found.unit,
        "crumbs": [(node.name, node.path) for node in [*above, found.node]] + [(found.title, "")],
    }
    return render(request, "disclosure/publication.html", context)


def _file(attachment: Attachment) -> dict[str, str]:
    base = get_script_prefix().rstrip("/")
    return {
        "name": attachment.name,
        "url": f"{base}{attachment.path}{quote(attachment.name)}",
        "size_label": size_label(attachment.size),
        "kind": attachment.kind,
        "kind_label": KIND_LABELS.get(attachment.kind, "文件"),
    }


def size_label(size: int) -> str:
    """Bytes as people read them: 36 KB, 1.4 MB."""
    return f"{max(1, round(size / 1024))} KB" if size < 2**20 else f"{size / 2**20:.1f} MB"


def _withdrawn(request: PublicRequest, found: Publication) -> HttpResponse:
    """A standing notice: that it was withdrawn, when and why; nothing of the content."""
    context = {
        "pub": None,
        "withdrawn": {
            "on": timezone.localdate(found.withdrawn_at),
            "reason_label": found.get_withdraw_reason_display(),
            "index_no": found.index_no,
        },
        "crumbs": [("信息已撤回", "")],
    }
    return render(request, "disclosure/publication.html", context, status=410)


@public_page(cached=False)
def attachment(request: PublicRequest, key: str, name: str = "") -> FileResponse:
    """A file of a public publication, always as a download of its checked kind, never as a page. 1 query."""
    now = timezone.now()
    found = (
        Attachment.objects.filter(key=key, publication__in=Publication.objects.public(request.township, now))
        .only("file", "name", "sha256", "size")
        .first()
    )
    if found is None:
        raise Http404
    response = FileResponse(
        found.file.open("rb"),
        as_attachment=True,
        filename=found.name,
        content_type="application/octet-stream",
    )
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = (
        "no-cache"  # a withdrawn file must not come out of a browser's or proxy's store
    )
    response["ETag"] = f'"{found.sha256[:32]}"'
    return response
