"""The file is closed: inventory, papers, hashes and the ledger as one package, read-only from then on (DLV-5)."""

import csv
import io
import json
import zipfile
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from catalog.models import User
from disclosure.actions.applications import letters
from disclosure.actions.applications.course import Incomplete, step
from disclosure.law.documents import Doc
from disclosure.law.steps import Act
from disclosure.models import Application, CaseFile, LetterState
from disclosure.sheets.letters.compose import day

_STAMP = (2000, 1, 1, 0, 0, 0)  # the package of the same file is the same, byte for byte


def archive(*, pk: int, by: User, at: datetime, note: str = "", version: int | None = None) -> Application:
    """Close the file with its inventory (DOC-15). Files of its papers that wait are made first, before the case is locked.

    Raises:
        Incomplete: a paper was signed meanwhile, whose files are still being made.
    """
    letters.make_waiting(at, case=pk)
    with transaction.atomic():
        application = step(pk, Act.ARCHIVE, by=by, at=at, note=note, version=version)
        if application.letters.filter(state=LetterState.SIGNED).exists():
            raise Incomplete("有文书正在生成，请稍后再归档。")
        application.archived_at = at
        letters.issue(
            application=application, doc=Doc.INVENTORY, by=by, at=at, slots={}, rows=inventory(application)
        )
        application.save()
    return application


def inventory(application: Application) -> list[tuple[str, ...]]:
    """Rows of the inventory, heading first: number, paper, 文号, day, pages of content hash."""
    rows: list[tuple[str, ...]] = [("序号", "材料名称", "文号", "日期", "校验值（SHA-256 前16位）")]
    for n, (name, number, when, digest) in enumerate(_contents(application), 1):
        rows.append((str(n), name, number or "—", when, digest[:16]))
    return rows


def _contents(application: Application) -> list[tuple[str, str, str, str]]:
    made = [
        (
            letter.title,
            letter.number,
            day(timezone.localdate(letter.signed_at)),
            letter.pdf.sha256 if letter.pdf else "",
        )
        for letter in application.letters.filter(state=LetterState.ISSUED).select_related("pdf")
        if letter.signed_at
    ]
    others = application.files.exclude(role="letter")
    return made + [
        (file.get_role_display(), "", day(timezone.localdate(file.at)), file.sha256) for file in others
    ]


def package(application: Application) -> bytes:
    """Everything of the case as one zip: each file with its hash, the ledger as table and as data.

    Names in it say what a paper is, never who the applicant is.
    """
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive_:
        lines = []
        for n, file in enumerate(application.files.order_by("pk"), 1):
            name = f"{n:02d}-{_name(application, file)}"
            with file.file.open("rb") as content:
                _put(archive_, f"files/{name}", content.read())
            lines.append((name, file.get_role_display(), str(file.size), file.sha256, file.at.isoformat()))
        _put(archive_, "inventory.csv", _csv([("文件", "用途", "字节", "SHA-256", "时间"), *lines]))
        events = [
            (
                e.on.isoformat(),
                e.at.isoformat(),
                e.get_act_display(),
                str(e.by or ""),
                e.note,
                json.dumps(e.facts, ensure_ascii=False),
            )
            for e in application.events.select_related("by")
        ]
        _put(archive_, "events.csv", _csv([("日期", "登记时间", "事项", "办理人", "说明", "数据"), *events]))
        _put(
            archive_,
            "case.json",
            json.dumps(_facts(application), ensure_ascii=False, indent=1, default=str).encode(),
        )
    return made.getvalue()


def _name(application: Application, file: CaseFile) -> str:
    letter = application.letters.filter(pdf=file).first() or application.letters.filter(docx=file).first()
    stem = f"{letter.title}{letter.number}" if letter else file.get_role_display()
    return f"{stem}.{file.kind}".replace("/", "-")


def _facts(application: Application) -> dict[str, object]:
    fields = (
        "number", "kind", "intake", "county_no", "state", "submitted_at", "arrived_on", "first_receipt_on", "receipt_on",
        "due_on", "answered_on", "served_on", "closed_on", "outcome", "row",
    )  # fmt: skip
    return {name: getattr(application, name) for name in fields} | {
        "items": list(
            application.items.values("position", "title", "doc_no", "description", "outcome", "facts")
        ),
    }


def _csv(rows: list[tuple[str, ...]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([[_plain(cell) for cell in row] for row in rows])
    return b"\xef\xbb\xbf" + text.getvalue().encode()  # Excel reads Chinese only with the mark


def _plain(cell: str) -> str:
    """No cell is a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


def _put(archive_: zipfile.ZipFile, name: str, data: bytes) -> None:
    archive_.writestr(zipfile.ZipInfo(name, _STAMP), data, zipfile.ZIP_DEFLATED)
