"""Back office of publications: read one, do one of its verbs; files for those who may read it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import get_script_prefix, reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_POST

from catalog.actions.refusals import ActRefused
from catalog.queries.outline import NodeOutline
from catalog.views.access import OfficeRequest, outline_of
from disclosure import rules
from disclosure.actions import publications, publishing, scanning
from disclosure.checks.desk import RULES
from disclosure.checks.files import KIND_LABELS
from disclosure.checks.texts import shown_html
from disclosure.forms import office as forms_
from disclosure.forms.acts import ACTS, desk_of, plan_of
from disclosure.law.kinds import Kind, details_of
from disclosure.law.lifecycle import (
    State,
    StepRefused,
    Verb,
)
from disclosure.models import Attachment, FileRole, FindingState, Publication, Severity
from disclosure.queries.reviews import signers_of
from disclosure.sheets.compare import compare
from disclosure.sheets.facts import FILES, changed
from disclosure.views.explaining_office import change_label, explaining_context
from disclosure.views.files import download_response, length_label, size_label


def publication(request: OfficeRequest, pk: int) -> HttpResponse:
    """One publication with what the reader may do with it."""
    found = _load(request, pk)
    return _page(request, found, {})


@require_POST
def publication_act(request: OfficeRequest, pk: int, verb: str) -> HttpResponse:
    """Do one verb. A refusal is said in words on the same page, what was typed stays."""
    found = _load(request, pk)
    act = ACTS.get(Verb(verb)) if verb in set(Verb) else None
    if act is None:
        raise Http404
    form = act.form(found)(request.POST, prefix=verb, publication=found)
    if form.is_valid():
        try:
            made = act.action(pk=pk, by=request.user, at=timezone.now(), **form.cleaned_data)
        except (StepRefused, ActRefused, PermissionDenied) as refused:
            form.add_error(None, str(refused))
        except ValidationError as invalid:
            form.add_error(None, invalid.messages)
        else:
            return _done(request, found, Verb(verb), made)
    return _page(request, _load(request, pk), {Verb(verb): form})


def _done(request: OfficeRequest, found: Publication, verb: Verb, made: Publication) -> HttpResponse:
    """Say what came of it and go where the next thing waits."""
    if verb == Verb.REVISE:
        beside = f"要{label}，请到“查看办理”。" if (label := change_label(made)) else ""
        messages.success(request, f"修订稿已建立，改好后提交审核；签发以前，网上仍是原文。{beside}")
        return redirect("admin:disclosure_publication_change", made.pk)
    words = f"“{found.title}”已{verb.label}。"
    if made.state == State.SCHEDULED:
        hour = made.publish_at
        when = f"{timezone.localtime(hour):%Y-%m-%d %H:%M} 公开" if hour else "随所解读的文件一起公开"
        words = f"“{found.title}”已签发，将于{when}。" if hour else f"“{found.title}”已签发，{when}。"
    messages.success(request, words)
    onward = verb in (Verb.APPROVE, Verb.SIGN, Verb.SEND_BACK)
    return redirect("disclosure:review_list" if onward else "desk:home")


@require_POST
def attachment_remove(request: OfficeRequest, pk: int, attachment_pk: int) -> HttpResponse:
    """Take a file off a draft."""
    found = _load(request, pk)
    get_object_or_404(found.attachments, pk=attachment_pk)
    try:
        publications.detach(pk=pk, attachment_pk=attachment_pk, by=request.user, at=timezone.now())
    except (StepRefused, ActRefused) as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "附件已移除。")
    return redirect("admin:disclosure_publication_change", pk)


@require_POST
def attachment_table(request: OfficeRequest, pk: int, attachment_pk: int) -> HttpResponse:
    """Show a workbook as a table on the page, or not."""
    found = _load(request, pk)
    get_object_or_404(found.attachments, pk=attachment_pk)
    shown = request.POST.get("shown") == "1"
    try:
        publications.show_as_table(
            pk=pk, attachment_pk=attachment_pk, shown=shown, by=request.user, at=timezone.now()
        )
    except (StepRefused, ActRefused) as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "将在页面上显示为表格。" if shown else "不再显示为表格，只提供下载。")
    return redirect("admin:disclosure_publication_change", pk)


@require_POST
def attachment_words(request: OfficeRequest, pk: int, attachment_pk: int) -> HttpResponse:
    """Change the words of a film or a sound."""
    found = _load(request, pk)
    get_object_or_404(found.attachments, pk=attachment_pk)
    words = request.POST.get(f"transcript_{attachment_pk}", "")
    try:
        publications.retell(
            pk=pk, attachment_pk=attachment_pk, words=words, by=request.user, at=timezone.now()
        )
    except (StepRefused, ActRefused) as refused:
        messages.error(request, str(refused))
    except ValidationError as invalid:
        messages.error(request, "；".join(invalid.messages))
    else:
        messages.success(request, "文字稿已保存。")
    return redirect("admin:disclosure_publication_change", pk)


@require_POST
def attachment_scan(request: OfficeRequest, pk: int, attachment_pk: int) -> HttpResponse:
    """Have a file looked at once more."""
    found = _load(request, pk)
    get_object_or_404(found.attachments, pk=attachment_pk)
    scanning.scan_again(pk=attachment_pk, by=request.user, at=timezone.now())
    messages.success(request, "正在重新检查，稍后刷新可看结果。")
    return redirect("disclosure:office_publication", pk)


def office_attachment(request: OfficeRequest, key: str) -> FileResponse:
    """A file of a publication in work, for those who may read the publication; always a download."""
    found = get_object_or_404(Attachment, key=key, publication__in=rules.visible(request.user))
    return download_response(request, found)


def office_html(text: str) -> SafeString:
    return mark_safe(shown_html(text, get_script_prefix()))  # noqa: S308  (sanitised by checks.texts on every save)


def _load(request: OfficeRequest, pk: int) -> Publication:
    return get_object_or_404(
        rules.visible(request.user)
        .filter(township=request.township)
        .select_related("unit", "node", "created_by", "submitted_by", "township", "revises", "supersedes"),
        pk=pk,
    )


def _trail(request: OfficeRequest, found: Publication) -> list[NodeOutline]:
    place = outline_of(request).nodes.get(found.node_id)
    return place.trail if place else []


def _page(request: OfficeRequest, found: Publication, bound: dict[Verb, Any]) -> HttpResponse:
    acts = desk_of(request.user, found, bound)
    shown = {act["verb"] for act in acts}
    context = {
        "pub": found,
        "body_html": office_html(found.text),
        "attachments": found.attachments.filter(retired_in=None),
        "recordings": [
            _played(file)
            for file in found.attachments.filter(role=FileRole.PUBLIC, retired_in=None).exclude(transcript="")
        ],
        "reviews": found.reviews.select_related("by", "recorded_by", "confirmed_by").order_by("pk"),
        "events": found.events.select_related("by"),
        "acts": acts,
        "refused": [form for verb, form in bound.items() if verb.value not in shown],
        "may_edit": found.state == State.DRAFT
        and not found.from_sheet
        and rules.may(request.user, Verb.EDIT, found),
        "may_note_result": found.posted_until is not None
        and found.state in (State.PUBLISHED, State.EXPIRED)
        and rules.may_note_result(request.user, found),
        "own": request.user.pk in {found.created_by_id, found.submitted_by_id},
        "in_review": found.state in plan_of(found),
        "plan": [(stage.label.removeprefix("待"), stage == found.state) for stage in plan_of(found)],
        "findings": _findings(request, found),
        "details": [
            (element.label, found.details.get(element.key))
            for element in details_of(Kind(found.kind))
            if found.details.get(element.key)
        ],
        "comparison": compare(found.revises.text, found.text) if found.revises else None,
        "files_compared": _files_compared(found),
        "facts_compared": _facts_compared(found),
        "paper": _paper(request, found),
        "explaining": explaining_context(request.user, found),
        "editions": found.editions.order_by("-number"),
        "above": " › ".join(node.name for node in _trail(request, found)),
        "crumbs": [("公开信息", reverse("disclosure:review_list")), (found.title, "")],
    }
    status = 409 if any(form.non_field_errors() for form in bound.values()) else 200
    return render(request, "disclosure/office_publication.html", context, status=status)


def _played(file: Attachment) -> dict[str, Any]:
    """A film or a sound of a publication in work, for `components/recordings.html`."""
    return {
        "name": file.name,
        "url": reverse("disclosure:office_attachment", args=[file.key]),
        "kind": file.kind,
        "kind_label": KIND_LABELS[file.kind],
        "length": length_label(file.seconds),
        "size_label": size_label(file.size),
        "upright": file.upright,
        "transcript": file.transcript,
        "captions": "",
    }


def _files_compared(found: Publication) -> list[tuple[str, str]]:
    """Files of the original and the revision, as (what became of it, name); told apart by their content."""
    if found.revises is None:
        return []
    old = dict(found.revises.attachments.downloads().values_list("sha256", "name"))
    new = dict(found.attachments.downloads().values_list("sha256", "name"))
    return [
        *(("移除", name) for key, name in old.items() if key not in new),
        *(("新增", name) for key, name in new.items() if key not in old),
        *(("不变", name) for key, name in new.items() if key in old),
    ]


def _facts_compared(found: Publication) -> list[tuple[str, str, str]]:
    """The columns in which a revision differs from what it revises; files are compared by themselves."""
    if found.revises is None or found.state == State.MERGED:
        return []
    old, new = publishing.facts_of(found.revises), publishing.facts_of(found)
    if not found.summary:  # nobody wrote it: it will follow the text
        new["summary"] = old["summary"]
    return changed(old, new | {FILES: old[FILES]})


def _findings(request: OfficeRequest, found: Publication) -> list[dict[str, Any]]:
    """Open findings first, then those released; each with why, and what may be done about it."""
    rows = found.findings.exclude(state=FindingState.FIXED).select_related("attachment", "settled_by")
    may_release = rules.may_release(request.user, found)
    order = {Severity.STOP: 0, Severity.HOLD: 1, Severity.NOTICE: 2}
    return [
        {
            "row": row,
            "why": RULES[row.rule].explanation if row.rule in RULES else "",
            "may_release": may_release and row.state == FindingState.OPEN and row.severity == Severity.HOLD,
            "may_fix": bool(row.fix)
            and row.state == FindingState.OPEN
            and found.state == State.DRAFT
            and rules.may(request.user, Verb.EDIT, found),
        }
        for row in sorted(
            rows, key=lambda row: (row.state != FindingState.OPEN, order[Severity(row.severity)], row.pk)
        )
    ]


def _paper(request: OfficeRequest, found: Publication) -> dict[str, Any] | None:
    """The forms of signatures on paper, for who may enter or confirm them."""
    if found.state not in plan_of(found):
        return None
    pending = (
        found.reviews.filter(result="pending", round=found.round).select_related("by", "recorded_by").first()
    )
    if pending is not None:
        return {"pending": pending, "may_confirm": rules.may_confirm_paper(request.user, pending)}
    if not rules.may_record_paper(request.user, found):
        return None
    return {"form": forms_.PaperForm(publication=found, signers=signers_of(found), prefix="paper")}
