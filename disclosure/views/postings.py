"""What came of a public notice, written down in the office once its period is over (NOT-1, NOT-2)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from catalog.actions.refusals import ActRefused
from catalog.rules import require
from catalog.views.access import OfficeRequest
from disclosure import rules
from disclosure.actions import publishing
from disclosure.forms.office import ResultForm
from disclosure.law.lifecycle import State


@require_http_methods(["GET", "HEAD", "POST"])
def posting_result(request: OfficeRequest, pk: int) -> HttpResponse:
    """Write the result of a posting; it stands beside the title on the page of the item."""
    rows = rules.visible(request.user).filter(township=request.township).select_related("unit")
    publication = get_object_or_404(rows, pk=pk)
    require(rules.may_note_result(request.user, publication), "公示结果由起草单位的编辑填写。")
    if publication.posted_until is None or publication.state not in (State.PUBLISHED, State.EXPIRED):
        raise Http404
    given = {"version": publication.version, "result": publication.posting_result}
    form = ResultForm(request.POST or None, publication=publication, initial=given)
    if request.method == "POST" and form.is_valid():
        try:
            publishing.note_result(pk=pk, by=request.user, at=timezone.now(), **form.cleaned_data)
        except (ActRefused, PermissionDenied) as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"“{publication.title}”的公示结果已填写，网上可以看到。")
            return redirect("disclosure:office_publication", pk)
    context = {
        "pub": publication,
        "form": form,
        "crumbs": [
            (publication.title, reverse("disclosure:office_publication", args=[pk])),
            ("公示结果", ""),
        ],
    }
    status = 409 if form.non_field_errors() else 200
    return render(request, "disclosure/posting_result.html", context, status=status)
