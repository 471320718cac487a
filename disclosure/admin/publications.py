"""Publications in the admin: drafts are written here; states change only through the acts."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.forms import ModelForm
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import get_script_prefix, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from catalog.actions.refusals import ActRefused
from catalog.admin.scope import BoundedFields, PlainChangeList, nodes, units
from catalog.law.vocabulary import NodeKind, Origin
from catalog.models import Adoption, Node
from catalog.rules import unit_bounds
from disclosure import rules
from disclosure.actions import publications, reviewing
from disclosure.checks.texts import shown_html
from disclosure.forms.acts import desk_of
from disclosure.forms.admin import SECRECY_NOTICE, PublicationForm, form_for
from disclosure.forms.richtext import RichTextAdmin
from disclosure.law.kinds import Kind
from disclosure.law.lifecycle import State, StepRefused, Verb
from disclosure.models import Duty, FileRole, Publication

POSTING_NOTE = "有公示期的，或者含个人名单的才填。低保、残疾等名单只在公示栏张贴，网上只公开人数和金额。"
NOT_OPEN = "这件公开任务已经办完，或者不属于所填的单位和事项；这条信息没有与它对应。"


@admin.register(Publication)
class PublicationAdmin(RichTextAdmin, BoundedFields, admin.ModelAdmin):
    form = PublicationForm
    change_form_template = "admin/disclosure/publication/change_form.html"
    list_display = ("title", "state", "unit", "node", "formed_on", "published_at", "index_no")
    list_filter = ("state", "carried_over")
    list_select_related = ("unit", "node")
    search_fields = ("title", "doc_no", "index_no")
    autocomplete_fields = ("node", "unit", "supersedes")
    date_hierarchy = "formed_on"
    ordering = ("-pk",)
    list_per_page = 50
    actions = None
    first = ("kind", "title", "node", "unit", "formed_on", "doc_no", "text", "new_files", "new_picture", "picture_alt",
             "new_recording", "recording_text", "recording_short", "seen", "duty")  # fmt: skip
    posting = ("posted_days", "posted_unit", "posting_contact", "person_list", "head_count", "amount")
    more = ("summary", "issuer", "source", "theme", "validity", "supersedes", "interpretation_exemption", "attribute_ground")  # fmt: skip
    readonly_shown = ("kind", "title", "node", "unit", "formed_on", "doc_no", "shown_text", "shown_files", "summary", "issuer",
                      "source", "theme", "validity", "state", "index_no", "published_at", "carried_over")  # fmt: skip

    def get_queryset(self, request: Any) -> QuerySet[Publication]:
        held = unit_bounds(request.user, rules.ADMIN_PERMISSIONS, "unit")
        return super().get_queryset(request).filter(held, township=request.township)

    def get_changelist(self, request: Any, **kwargs: Any) -> type[ChangeList]:
        return PlainChangeList

    def has_delete_permission(self, request: Any, obj: Publication | None = None) -> bool:
        return False  # nothing that was recorded is deleted; a draft no longer wanted stays a draft

    def has_change_permission(self, request: Any, obj: Publication | None = None) -> bool:
        if not super().has_change_permission(request, obj):
            return False
        if obj is None:
            return True
        return obj.state == State.DRAFT and not obj.from_sheet and rules.may(request.user, Verb.EDIT, obj)

    def get_fieldsets(self, request: Any, obj: Publication | None = None) -> Any:
        if obj is not None and not self.has_change_permission(request, obj):
            return ((None, {"fields": self.readonly_shown}),)
        kind = self._kind(request, obj)
        own = form_for(kind).kind_fields
        sets: list[Any] = [(None, {"fields": self.first, "description": SECRECY_NOTICE})]
        if own:
            sets.append((f"{kind.label}的要素", {"fields": own}))
        sets.append(("公示和名单", {"fields": self.posting, "description": POSTING_NOTE}))
        return (*sets, ("更多", {"fields": self.more}))

    def _kind(self, request: Any, obj: Publication | None) -> Kind:
        """The kind the form is for: as chosen in it, asked for in the address, or as saved."""
        asked = request.POST.get("kind") or request.GET.get("kind") or (obj.kind if obj else "")
        return Kind(asked) if asked in set(Kind) else Kind.OTHER

    def get_changeform_initial_data(self, request: Any) -> dict[str, Any]:
        """Item and unit of the duty it is written for; a duty that is not open to this person is left out."""
        initial = super().get_changeform_initial_data(request)
        asked = initial.pop("for_duty", "")
        duty = self._duty(request, asked)
        if duty is not None:
            return initial | {"duty": duty.pk, "node": duty.node_id, "unit": duty.unit_id}
        if asked:
            self.message_user(request, NOT_OPEN, messages.WARNING)
        return initial

    def _duty(self, request: Any, pk: Any) -> Duty | None:
        """The open duty of this township, of a unit the person writes for."""
        if not str(pk or "").isdecimal():
            return None
        held = unit_bounds(request.user, rules.WRITERS, "unit")
        duties = rules.duties_of(request.user).open().filter(held, township=request.township)
        return duties.filter(pk=int(pk)).first()

    def get_readonly_fields(self, request: Any, obj: Publication | None = None) -> Any:
        return self.readonly_shown if obj is not None and not self.has_change_permission(request, obj) else ()

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name == "unit":
            held = unit_bounds(request.user, rules.WRITERS)
            kwargs["queryset"] = units(request).filter(held, is_active=True)
        if db_field.name == "node":
            kwargs["queryset"] = self._items(request)
        if db_field.name == "supersedes":
            kwargs["queryset"] = Publication.objects.filter(
                township=request.township, kind=Kind.POLICY, state=State.PUBLISHED
            )
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def _items(self, request: Any) -> QuerySet[Node]:
        """The township's items, and those of the lists of villages the person writes for."""
        lists = Adoption.objects.filter(unit_bounds(request.user, rules.WRITERS, "holder"))
        own = Q(pk__in=lists.filter(township=request.township).values("node"))
        return nodes(request).filter(~Q(origin=Origin.VILLAGE) | own, kind=NodeKind.ITEM)

    def get_form(self, request: Any, obj: Any = None, change: bool = False, **kwargs: Any) -> type[ModelForm]:
        readable = obj is not None and not self.has_change_permission(request, obj)
        kwargs["form"] = ModelForm if readable else form_for(self._kind(request, obj))
        return super().get_form(request, obj, change, **kwargs)

    @admin.display(description="正文")
    def shown_text(self, obj: Publication) -> str:
        text = mark_safe(shown_html(obj.text, get_script_prefix()))  # noqa: S308  (sanitised by checks.texts on every save)
        return format_html('<div class="readonly-text">{}</div>', text)

    @admin.display(description="附件")
    def shown_files(self, obj: Publication) -> str:
        return format_html_join(
            "", '<p><a href="{}">{}</a></p>',
            ((reverse("disclosure:office_attachment", args=[a.key]), a.name) for a in obj.attachments.all()),
        ) or "无"  # fmt: skip

    def save_model(self, request: Any, obj: Publication, form: PublicationForm, change: bool) -> None:
        """Every save is an act; the form has already refused what the act would refuse, save a race."""
        fields = {name: form.cleaned_data[name] for name in PublicationForm.Meta.fields}
        fields["details"] = form.details()
        files, picture, now = form.uploads(), form.picture(), timezone.now()
        if change:
            publications.edit(pk=obj.pk, by=request.user, at=now, fields=fields, files=files, picture=picture)
        else:
            duty = self._duty(request, form.cleaned_data.get("duty"))
            if form.cleaned_data.get("duty") and not _meant(duty, obj):
                self.message_user(request, NOT_OPEN, messages.WARNING)
                duty = None
            made = publications.create(
                township=request.township, by=request.user, at=now, fields=fields, files=files, picture=picture,
                for_duty=duty,
            )  # fmt: skip
            obj.pk = made.pk
            obj._state.adding = False
            obj.refresh_from_db()

    def changeform_view(
        self,
        request: Any,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        extra = dict(extra_context or {})
        obj = self.get_object(request, object_id) if object_id else None
        if obj is not None:
            extra["attachments"] = list(obj.attachments.filter(retired_in=None).exclude(role=FileRole.SCAN))
            extra["may_submit"] = obj.state == State.DRAFT and rules.may(request.user, Verb.SUBMIT, obj)
            extra["desk"] = desk_of(request.user, obj)
            extra["findings"] = list(obj.findings.open().select_related("attachment").order_by("pk"))
            extra["remarks"] = obj.reviews.filter(result="returned").select_related("by").order_by("-pk")[:1]
        return super().changeform_view(request, object_id, form_url, extra)

    def response_add(
        self, request: Any, obj: Publication, post_url_continue: str | None = None
    ) -> HttpResponse:
        return self._submitted(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request: Any, obj: Publication) -> HttpResponse:
        return self._submitted(request, obj) or super().response_change(request, obj)

    def _submitted(self, request: Any, obj: Publication) -> HttpResponse | None:
        """“保存并提交审核”: the saved draft is handed in; what stands in the way is said and the form stays open."""
        if "_submit" not in request.POST:
            return None
        try:
            reviewing.submit(pk=obj.pk, by=request.user, at=timezone.now())
        except (StepRefused, ActRefused, PermissionDenied) as refused:
            messages.error(request, f"内容已保存。{refused}")
            return redirect("admin:disclosure_publication_change", obj.pk)
        messages.success(request, f"“{obj.title}”已保存并提交审核。")
        return redirect("disclosure:office_publication", obj.pk)


def _meant(duty: Duty | None, publication: Publication) -> bool:
    """Whether the duty is of the item and unit as they were saved: both can be changed in the form."""
    return duty is not None and (duty.unit_id, duty.node_id) == (publication.unit_id, publication.node_id)
