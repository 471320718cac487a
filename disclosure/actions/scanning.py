"""Files looked at by the check desk: small ones while the clerk waits, large ones by the worker, with progress shown."""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import PurePath
from time import monotonic
from typing import BinaryIO, cast

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from catalog.models import User
from catalog.rules import require
from disclosure import rules
from disclosure.actions import checking
from disclosure.checks.desk import Found
from disclosure.checks.files import FileRefused
from disclosure.checks.hidden import FileReport, inspect_attachment
from disclosure.checks.personal import Hit, Kind
from disclosure.checks.recordings import RECORDINGS
from disclosure.law.lifecycle import State, Verb
from disclosure.models import Attachment, Publication, ScanState, Severity

logger = logging.getLogger(__name__)
AT_ONCE = 256 * 1024  # bytes; a larger file is left to the worker
MASKABLE = frozenset({".xlsx", ".xls", ".et", ".csv"})  # whose publication copy can be masked
CLEANABLE = (
    MASKABLE | {".docx", ".pdf", ".jpg", ".jpeg", ".png"} | RECORDINGS
)  # whose copy carries nothing hidden
ONE_BY_ONE = 5  # hits of one kind told singly; more are told as one, with their number
_SAY_EVERY = 1.5  # seconds between two notes of progress


def look(attachment: Attachment, *, at: datetime, report: FileReport | None = None) -> None:
    """Look at a new file: now if it is small, else by the worker.

    Args:
        report: what is known of it already, from the form it was sent with.
    """
    if report is not None or attachment.size <= AT_ONCE:
        _examine(attachment, at=at, report=report)
    else:
        transaction.on_commit(lambda: scan_attachment.enqueue(attachment.pk))


@task()
def scan_attachment(pk: int) -> None:
    """Look at one file. Run again (a worker was lost) it looks again, and finds the same."""
    attachment = Attachment.objects.select_related("publication").filter(pk=pk).first()
    if attachment is not None:
        _examine(attachment, at=timezone.now(), report=None, say=_progress(pk))


def _progress(pk: int) -> Callable[[int, int], None]:
    """Writes how far the reading is, now and then."""
    last = monotonic()

    def say(done: int, of: int) -> None:
        nonlocal last
        if of and monotonic() - last > _SAY_EVERY:
            last = monotonic()
            note = f"已检查 {min(done * 100 // of, 99)}%"
            Attachment.objects.filter(pk=pk, scan_state=ScanState.WAITING).update(scan_note=note)

    return say


def _examine(
    attachment: Attachment,
    *,
    at: datetime,
    report: FileReport | None,
    say: Callable[[int, int], None] = lambda done, of: None,
) -> None:
    suffix = PurePath(attachment.name).suffix
    state, note = ScanState.DONE, ""
    try:
        if report is None:
            with attachment.file.open("rb") as file:
                report = inspect_attachment(cast(BinaryIO, file), suffix, say=say)
    except FileRefused as refused:
        state, note, found = ScanState.FAILED, str(refused), [_refused(str(refused))]
    except Exception as error:
        # a damaged file must not stop the desk: it is held back and a person is told
        logger.warning("attachment %s could not be read: %s", attachment.pk, type(error).__name__)
        note = "文件已损坏或格式特殊，读不出来，请用原软件重新另存后再上传。"
        state, found = ScanState.FAILED, [_refused(note)]
    else:
        found = list(findings(report, suffix.lower(), listed=attachment.publication.person_list))
        if report.unreadable:
            state, note = ScanState.UNREADABLE, report.unreadable
    with transaction.atomic():
        attachment.scan_state, attachment.scan_note, attachment.scanned_at = state, note[:200], at
        attachment.save(update_fields=["scan_state", "scan_note", "scanned_at"])
        checking.keep_of_file(attachment, found, at=at)


def _refused(words: str) -> Found:
    return Found("file-refused", Severity.STOP, "文件", words)


def findings(report: FileReport, suffix: str, *, listed: bool) -> Iterator[Found]:
    """A report as findings: hits by kind, what is hidden, what could not be read.

    Args:
        listed: it belongs to a list of persons, so that what cannot be read may not pass unseen.
    """
    cleanable = "clean" if suffix in CLEANABLE else ""
    by_kind: dict[Kind, list[Hit]] = defaultdict(list)
    for hit in report.hits:
        by_kind[hit.kind].append(hit)
    for kind, hits in by_kind.items():
        yield from _of_kind(
            kind, hits, "mask" if suffix in MASKABLE else "", max(report.counts[kind], len(hits))
        )
    for item in report.hidden:
        if item.harmful:
            message = f"{item.kind.label}：读者看不到，但下载后能找到。"
            yield Found(
                "hidden",
                Severity.HOLD,
                item.place,
                message,
                item.note,
                cleanable,
                key=f"{item.kind}{item.note}",
            )
    if names := dict.fromkeys(item.kind.label for item in report.hidden if not item.harmful):
        yield Found(
            "hidden-empty", Severity.NOTICE, "文件", f"文件里还有：{'、'.join(names)}。", fix=cleanable
        )
    if report.unreadable:
        severity = Severity.HOLD if listed else Severity.NOTICE
        yield Found("unreadable", severity, "文件", report.unreadable)
    if report.truncated:
        yield Found("truncated", Severity.HOLD, "文件", "文件太大，只检查了前面一部分，请拆分后再上传。")


def _of_kind(kind: Kind, hits: list[Hit], fix: str, number: int) -> Iterator[Found]:
    severity = Severity.HOLD if hits[0].blocks else Severity.NOTICE
    fix = fix if hits[0].blocks else ""
    if number <= ONE_BY_ONE:
        for hit in hits:
            yield Found(
                "personal", severity, hit.place, f"出现{kind.label}。", hit.excerpt, fix, key=hit.digest
            )
        return
    message = f"出现{kind.label}，共{number}处，从这里开始。"
    yield Found("personal", severity, hits[0].place, message, hits[0].excerpt, fix, key=f"{kind}×{number}")


@transaction.atomic
def scan_again(*, pk: int, by: User, at: datetime) -> Attachment:
    """Have a file looked at once more, e.g. when the reading broke off.

    Raises:
        PermissionDenied: no writer or reviewer here.
    """
    attachment = Attachment.objects.select_related("publication__unit").get(pk=pk)
    allowed = rules.may(by, Verb.EDIT, attachment.publication) or rules.may_release(
        by, attachment.publication
    )
    require(allowed, "您不能重新检查这个附件。")
    attachment.scan_state, attachment.scan_note = ScanState.WAITING, ""
    attachment.save(update_fields=["scan_state", "scan_note"])
    transaction.on_commit(lambda: scan_attachment.enqueue(attachment.pk))
    return attachment


# ---- by night -----------------------------------------------------------------------------------------------
AGAIN_AFTER = timedelta(days=7)  # a file already looked at is looked at again after so long
PART = 1_000  # publications one task of the worker looks at: well within the time a task may take
FILES = 200  # files one task looks at; the rest has its turn the nights after


def rescan_by_night(at: datetime) -> str:
    """Have the worker look again at all that is public, part by part, so that the minute's jobs need not wait."""
    public = Publication.objects.filter(state=State.PUBLISHED).order_by("pk")
    pks = list(public.values_list("pk", flat=True))
    parts = [pks[start : start + PART] for start in range(0, len(pks), PART)]
    for part in parts:
        rescan_part.enqueue(part[0], part[-1], at.isoformat())
    return f"安排重新检查 {len(pks)} 条已公开信息，分 {len(parts)} 批"


@task()
def rescan_part(first: int, last: int, at: str) -> None:
    """One part of the night's look. Run again (a worker was lost) it finds the same."""
    logger.info("rescan: %s", rescan(datetime.fromisoformat(at), first, last))


def rescan(at: datetime, first: int = 0, last: int | None = None) -> str:
    """Look again at what is public: texts with the rules of today, files in turn (PII-4). Says what was found.

    Args:
        first, last: keys of the first and the last publication of the part; all where not given.
    """
    texts = files = 0
    public = Publication.objects.filter(state=State.PUBLISHED, pk__gte=first).order_by("pk")
    if last is not None:
        public = public.filter(pk__lte=last)
    for publication in public.select_related("township", "node", "unit").iterator(chunk_size=200):
        checking.check(publication, at=at)
        texts += 1
    stale = (
        Attachment.objects.shown()
        .filter(publication__in=public.order_by())
        .exclude(scanned_at__gt=at - AGAIN_AFTER)
    )
    for attachment in stale.select_related("publication").order_by("scanned_at", "pk")[:FILES]:
        _examine(attachment, at=at, report=None)
        files += 1
    held = public.filter(findings__in=checking.held()).distinct().count()
    return f"检查 {texts} 条已公开信息、{files} 个附件，有问题的 {held} 条"
