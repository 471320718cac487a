"""Papers of a case: issued with their number at once, their files made by the worker and kept as sent (DOC-R3, DOC-R4)."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django_tasks import task

from catalog.actions.refusals import ActRefused
from catalog.models import User
from disclosure.actions.applications.course import locked, next_serial, reception_of
from disclosure.law.documents import PAPERS, Addressee, Doc, document_number
from disclosure.law.intake import CaseKind
from disclosure.law.outcomes import Outcome
from disclosure.models import (
    Application,
    CaseFile,
    CaseFileRole,
    Letter,
    LetterState,
    LetterTemplate,
    Reception,
)
from disclosure.sheets.letters import docx, pdf
from disclosure.sheets.letters.compose import Incomplete, LetterText, compose, day
from disclosure.sheets.letters.texts import RECTIFYING, Text


class PartMissing(ActRefused):
    """The paper does not state what it must. `str()` names the parts."""


def issue(
    *,
    application: Application,
    doc: Doc,
    by: User,
    at: datetime,
    slots: Mapping[str, str],
    subject: str = "",
    rows: Sequence[Sequence[str]] = (),
) -> Letter:
    """Make a paper and fix its text and number; its files follow. Belongs inside the transaction of the act that sends it.

    Args:
        slots: its parts beside those of every paper (`common_slots`); they may replace those.
        subject: what it belongs to, e.g. the consultation's pk.
        rows: of DOC-15.

    Raises:
        PartMissing: see `compose`.
    """
    reception = reception_of(application.township)
    number, year, serial = "", None, None
    if pattern := reception.pattern(doc):
        year = timezone.localdate(at).year
        serial = next_serial(application.township, year, doc)
        number = document_number(pattern, agency=reception.agency_word, year=year, serial=serial)
    text = written(application, doc, slots, reception=reception, at=at, number=number, rows=rows)
    letter = Letter.objects.create(
        application=application, doc=doc, state=LetterState.SIGNED, number=number, year=year, serial=serial,
        title=text.title, body=json.dumps(text.stored(), ensure_ascii=False), subject=subject, drafted_by=by,
        drafted_at=at, signed_by=by, signed_name=by.name, signed_at=at,
    )  # fmt: skip
    make_soon(letter)
    return letter


def written(
    application: Application,
    doc: Doc,
    slots: Mapping[str, str],
    *,
    reception: Reception,
    at: datetime,
    number: str = "",
    rows: Sequence[Sequence[str]] = (),
) -> LetterText:
    """The text of a paper, by the township's own template where it has one.

    Raises:
        PartMissing: a part it must state is empty.
    """
    try:
        return compose(
            doc,
            {**common_slots(application, reception, at, doc), **slots},
            number=number,
            text=own_text(application, doc),
            rows=rows,
        )
    except Incomplete as incomplete:
        raise PartMissing(str(incomplete)) from None


def common_slots(application: Application, reception: Reception, at: datetime, doc: Doc) -> dict[str, str]:
    """What every paper of the case can say (DOC-R1)."""
    received, due = application.first_receipt_on, application.due_on
    to_applicant = PAPERS[doc].to in (Addressee.APPLICANT, Addressee.FILE)
    contact = "　".join(filter(None, [reception.contact, reception.phone or application.township.phone]))
    return {
        "agency": application.township.name,
        "addressee": application.applicant.name if to_applicant else "",
        "received_on": day(received) if received else "",
        "requested": requested(application),
        "case_number": application.number,
        "number": application.number,
        "due_on": day(due) if due else "",
        "contact": contact or application.township.name,
        "date": day(timezone.localdate(at)),
    }


def requested(application: Application) -> str:
    """What was asked for, quoted; several items numbered."""
    asked = [
        "".join([item.description.strip().rstrip("。"), f"（{item.doc_no}）" if item.doc_no else ""])
        for item in application.items.all()
    ]
    return asked[0] if len(asked) == 1 else "；".join(f"{n}．{text}" for n, text in enumerate(asked, 1))


def own_text(application: Application, doc: Doc, outcome: Outcome | None = None) -> Text | None:
    """The township's own text, if it keeps one; for a request for correction, that of its kind (APP-12)."""
    if application.kind == CaseKind.RECTIFY and outcome is None and doc in RECTIFYING:
        return RECTIFYING[doc]
    found = LetterTemplate.objects.filter(
        township_id=application.township_id, doc=doc, outcome=outcome or ""
    ).first()
    return Text(found.title, tuple(found.paragraphs)) if found else None


def text_of(letter: Letter) -> LetterText:
    return LetterText.of(json.loads(letter.body))


def make_soon(letter: Letter) -> None:
    """Have the worker make its files once the act is committed."""
    transaction.on_commit(lambda: make_files.enqueue(letter.pk))


@task()
def make_files(pk: int) -> None:
    """DOCX and PDF of a signed paper; done before, nothing happens. Made before the case is locked: it takes a while.

    The case is locked before the paper, as by every act: one that sends the paper meanwhile would wait for it, and it for
    the act.
    """
    letter = Letter.objects.get(pk=pk)
    if letter.state != LetterState.SIGNED:
        return
    text = text_of(letter)
    as_docx, as_pdf = docx.docx(text), pdf.pdf(text)
    with transaction.atomic():
        locked(letter.application_id)
        letter = Letter.objects.select_related("application").get(pk=pk)
        if letter.state != LetterState.SIGNED:
            return
        for_applicant = PAPERS[Doc(letter.doc)].to == Addressee.APPLICANT
        name = f"{letter.title}{letter.number}"
        letter.docx = _kept(letter, f"{name}.docx", as_docx, for_applicant=False)
        letter.pdf = _kept(letter, f"{name}.pdf", as_pdf, for_applicant=for_applicant)
        letter.state = LetterState.ISSUED
        letter.save()


def make_waiting(at: datetime, *, case: int | None = None) -> int:
    """Make the files of papers whose worker ended before it had; how many there were. For the timer.

    Args:
        case: pk of the one application whose papers are meant; None for all.

    Raises:
        ExceptionGroup: some could not be made; the others are.
    """
    papers = Letter.objects.filter(state=LetterState.SIGNED)
    if case is not None:
        papers = papers.filter(application=case)
    waiting, faults = list(papers.values_list("pk", flat=True)), []
    for pk in waiting:
        try:
            make_files.call(pk)
        except Exception as fault:
            faults.append(fault)
    if faults:
        raise ExceptionGroup(f"有 {len(faults)} 份文书没有作成", faults)
    return len(waiting)


def _kept(letter: Letter, name: str, data: bytes, *, for_applicant: bool) -> CaseFile:
    """A file of ours, exactly as it is sent."""
    kept = CaseFile(
        application=letter.application,
        role=CaseFileRole.LETTER,
        name=name,
        kind=name.rsplit(".", 1)[1],
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        for_applicant=for_applicant,
        by=letter.signed_by,
        at=letter.signed_at or letter.drafted_at,
    )
    kept.file.save(kept.key.hex, ContentFile(data), save=False)
    kept.save()
    return kept
