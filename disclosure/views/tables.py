"""Attached tables on the public site: read, searched and paged on a page of their own, taken away as .xlsx and .csv."""

import tempfile
from pathlib import PurePath
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import get_script_prefix
from django.utils import timezone
from django.utils.http import content_disposition_header, urlencode

from catalog.sheets.workbook import WorkbookRefused
from catalog.views.access import PublicRequest, outline_of, public_page
from disclosure.models import Attachment
from disclosure.queries.tables import public_table
from disclosure.sheets.tables import Table, csv_rows, table_of, write_xlsx

PER_PAGE = 50
PREVIEW = 20  # rows on the page of the publication
LONGEST = 60  # characters of a search
IN_MEMORY = 4 * 2**20  # bytes of a workbook before it goes to a temporary file
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@public_page(params=("page",), never=("q",))
def table(request: PublicRequest, pk: int, key: UUID) -> HttpResponse:
    """One attached table: fifty rows a page, searched over all its columns. 1 query."""
    attachment, found = _load(request, pk, key)
    words = request.GET.get("q", "").strip()[:LONGEST]
    rows = found.found(words)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    publication = attachment.publication
    item = outline_of(request).nodes.get(publication.node_id)
    here = [*item.crumbs, (item.name, item.path)] if item else []
    shown = _shown(attachment, found, publication.person_list)
    context = shown | {
        "shown": shown,
        "pub": publication,
        "rows": page.object_list,
        "words": words,
        "number": len(rows),
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1),
        "query": urlencode({"q": words}) if words else "",
        "crumbs": [*here, (publication.title, publication.path), ("表格", "")],
    }
    response = render(request, "disclosure/table.html", context)
    return unfound(response) if publication.person_list else response


@public_page(cached=False)
def table_file(request: PublicRequest, pk: int, key: UUID, kind: str) -> HttpResponseBase:
    """The public columns of a table as a file; a list of persons is not given away. 1 query."""
    attachment, found = _load(request, pk, key)
    if kind not in ("xlsx", "csv") or attachment.publication.person_list:
        raise Http404
    name = f"{PurePath(attachment.name).stem}.{kind}"
    response: FileResponse | StreamingHttpResponse
    if kind == "csv":
        response = StreamingHttpResponse(csv_rows(found), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    else:
        file = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  (the answer closes it)
        write_xlsx(found, file)
        file.seek(0)
        response = FileResponse(file, as_attachment=True, filename=name, content_type=_XLSX)
    response["Cache-Control"] = "no-cache"  # a withdrawn table must not come out of a store
    return response


def _load(request: PublicRequest, pk: int, key: UUID) -> tuple[Attachment, Table]:
    attachment = public_table(pk, key, request.township, timezone.now())
    if attachment is None:
        raise Http404
    try:
        return attachment, table_of(attachment, person_list=attachment.publication.person_list)
    except WorkbookRefused:
        raise Http404 from None


def previews(pk: int, files: list[dict[str, Any]], *, person_list: bool) -> list[dict[str, Any]]:
    """The first rows of the tables of a publication, for its own page; one that cannot be read is left out. No query.

    Args:
        files: as `queries.detail.files` reads them.
    """
    shown = []
    for file in files:
        if file["kind"] != "sheet" or not (person_list or file["as_table"]):
            continue
        attachment = Attachment(
            publication_id=pk, **{name: file[name] for name in ("key", "name", "sha256", "file")}
        )
        try:
            found = table_of(attachment, person_list=person_list)
        except WorkbookRefused:
            continue
        shown.append(_shown(attachment, found, person_list) | {"rows": found.rows[:PREVIEW]})
    return shown


def _shown(attachment: Attachment, found: Table, person_list: bool) -> dict[str, Any]:
    address = f"{get_script_prefix().rstrip('/')}/info/{attachment.publication_id}/table/{attachment.key}/"
    return {
        "table": found,
        "name": PurePath(attachment.name).stem,
        "total": len(found.rows),
        "url": address,
        "downloads": [] if person_list else [(kind, f"{address}{kind}/") for kind in ("xlsx", "csv")],
        "person_list": person_list,
    }


def unfound(response: HttpResponse) -> HttpResponse:
    """A page of persons' names: no search engine lists or keeps it."""
    response["X-Robots-Tag"] = "noindex, noarchive"
    return response
