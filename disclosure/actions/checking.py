"""The check desk at work: what it finds is kept with the publication, settled, released or mended."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from catalog.actions.refusals import ActRefused
from catalog.models import User
from catalog.rules import require
from disclosure import rules
from disclosure.checks.desk import Found, examine
from disclosure.law.lifecycle import StepRefused
from disclosure.models import Attachment, Finding, FindingState, Publication, ScanState, Severity
from disclosure.models.checks import FindingQuerySet

_SETTLED = ("settled_by", "settled_at", "reason")
SHOWN = 3  # findings a refusal names; the page has them all


def check(publication: Publication, *, at: datetime) -> list[Finding]:
    """Look at title, text and elements now, and keep what is found; what is no longer there counts as mended.

    Files are looked at by `scanning`, once each.
    """
    _keep(publication, None, examine(publication, at=at), at=at)
    Publication.objects.filter(pk=publication.pk).update(checked_at=at)
    publication.checked_at = at
    return list(publication.findings.order_by("pk"))


def check_documents(interpretation: Publication, *, at: datetime) -> None:
    """Look again at the documents an interpretation explains: what held them for want of it may be settled (INT-1)."""
    explained = Publication.objects.filter(interpretations=interpretation.pk, published_at__isnull=True)
    for document in explained.select_related("township", "unit", "node"):
        check(document, at=at)


def keep_of_file(attachment: Attachment, found: Iterable[Found], *, at: datetime) -> None:
    """Keep what was found in one file."""
    _keep(attachment.publication, attachment, found, at=at)


def taken_over(revision: Publication, original: Publication, *, at: datetime) -> None:
    """Words and files of a signed revision are the original's now: what was released in it stays released."""
    revision.findings.filter(attachment__isnull=False).update(publication=original)
    for row in revision.findings.filter(attachment=None, state=FindingState.RELEASED):
        told = {
            name: getattr(row, name)
            for name in ("rule", "severity", "place", "message", "excerpt", "fix", "state", "found_at", *_SETTLED)
        }  # fmt: skip
        Finding.objects.update_or_create(publication=original, digest=row.digest, defaults=told)
    check(original, at=at)


def _keep(
    publication: Publication, attachment: Attachment | None, found: Iterable[Found], *, at: datetime
) -> None:
    """Bring the findings of one place in step: new ones added, released ones left so, vanished ones settled."""
    standing = {row.digest: row for row in publication.findings.filter(attachment=attachment)}
    same, released = _released_before(publication, attachment)
    seen: set[str] = set()
    fresh, changed = [], []
    for each in found:
        digest = each.digest(attachment.pk if attachment else 0)
        if digest in seen:
            continue
        seen.add(digest)
        row = standing.get(digest)
        if row is None:
            fresh.append(
                made := Finding(
                    publication=publication, attachment=attachment, rule=each.rule, severity=each.severity,
                    place=each.place[:160], message=each.message[:300], excerpt=each.excerpt[:200], digest=digest,
                    fix=each.fix, found_at=at,
                )
            )  # fmt: skip
            if same is not None and (before := released.get(each.digest(same.pk))):
                made.state, made.carried_over = FindingState.RELEASED, True
                made.settled_by, made.settled_at, made.reason = (
                    before.settled_by, before.settled_at, before.reason,
                )  # fmt: skip
        elif row.state == FindingState.FIXED:
            row.state, row.settled_by, row.settled_at, row.found_at = FindingState.OPEN, None, None, at
            changed.append(row)
    for digest, row in standing.items():
        if digest not in seen and row.state == FindingState.OPEN:
            row.state, row.settled_at = FindingState.FIXED, at
            changed.append(row)
    Finding.objects.bulk_create(fresh)
    Finding.objects.bulk_update(changed, ["state", "settled_by", "settled_at", "found_at"])


def _released_before(
    revision: Publication, attachment: Attachment | None
) -> tuple[Attachment | None, dict[str, Finding]]:
    """Of a file in a revision: the very same file as it is public, and what a signing leader let go out in it (PII-4).

    The same to the byte, by its SHA-256; one byte more, and everything in it is to be judged anew.
    """
    if attachment is None or revision.revises_id is None:
        return None, {}
    public = Attachment.objects.shown().filter(publication=revision.revises_id)
    same = public.filter(sha256=attachment.sha256, role=attachment.role).order_by("pk").first()
    if same is None:
        return None, {}
    rows = same.findings.filter(state=FindingState.RELEASED).select_related("settled_by")
    return same, {row.digest: row for row in rows}


def require_complete(publication: Publication, *, at: datetime) -> None:
    """Let a draft be handed in.

    Raises:
        StepRefused: something has to be put right first; says what.
    """
    check(publication, at=at)
    _refuse(publication.findings.open().filter(severity=Severity.STOP), "还不能提交审核")


def require_clear(publication: Publication, *, at: datetime) -> None:
    """Let a publication become public: looked at anew, nothing held, every file read (PII-4).

    Raises:
        StepRefused: says what holds it.
    """
    found = check(publication, at=at)
    unread = publication.attachments.shown().filter(scan_state__in=[ScanState.WAITING, ScanState.FAILED])
    if names := list(unread.values_list("name", flat=True)[:SHOWN]):
        raise StepRefused(
            f"附件“{'”“'.join(names)}”还没有检查完，请稍候再办；一直没有结果的，请重新检查或重新上传。"
        )
    _refuse([row for row in found if row.blocks], "检查没有通过，不能公开")


def _refuse(found: "Iterable[Finding]", words: str) -> None:
    rows = list(found)
    if rows:
        told = "；".join(f"{row.place}：{row.message.rstrip('。')}" for row in rows[:SHOWN])
        more = f"；等{len(rows)}处" if len(rows) > SHOWN else ""
        raise StepRefused(f"{words}——{told}{more}。")


def held() -> FindingQuerySet:
    """Findings that keep things from going out, wherever they are."""
    return Finding.objects.blocking()


@transaction.atomic
def release_finding(*, pk: int, by: User, at: datetime, reason: str) -> Finding:
    """Let one thing the desk holds go out all the same, for a reason on record (PII-4).

    Raises:
        ActRefused: not open, no reason, or a thing that has to be put right.
        PermissionDenied: not the signing leader.
    """
    finding = Finding.objects.select_for_update(of=("self",)).select_related("publication__unit").get(pk=pk)
    require(rules.may_release(by, finding.publication), "只有签发领导可以放行。")
    if finding.state != FindingState.OPEN or finding.severity != Severity.HOLD:
        raise ActRefused("这一处不需要放行，或不能放行。")
    if not reason.strip():
        raise ActRefused("放行须写明理由。")
    finding.state, finding.settled_by, finding.settled_at, finding.reason = (
        FindingState.RELEASED, by, at, reason.strip()[:300],
    )  # fmt: skip
    finding.save()
    return finding
