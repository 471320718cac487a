"""Tables staff keep: wordings, lists that stay on the board, levels of review, papers that are not public."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from catalog.admin.scope import HistoryPages, RefusalsOnForm, ScopedAdmin, UnitFilter, nodes, townships, units
from catalog.law.vocabulary import NodeKind, Origin
from catalog.rules import unit_bounds
from disclosure import rules
from disclosure.actions import reviewing, tables, withheld
from disclosure.forms.admin import SECRECY_NOTICE
from disclosure.forms.tables import BoardOnlyForm, ReviewPlanForm, WithheldForm, WordingForm
from disclosure.law.lifecycle import SMALL_OFFICE
from disclosure.models import BoardOnly, ReviewPlan, Withheld, WordingRule


class KeptTable(RefusalsOnForm, HistoryPages, ScopedAdmin):
    """Kept by the administrator and the head of the disclosure office; shipped rows are there to be read."""

    actions = None

    def bound(self, request: Any, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.filter(Q(township=None) | Q(township__in=townships(request)))

    def keeps(self, request: Any) -> bool:
        return rules.may_keep_tables(request.user, request.township)

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return admin.ModelAdmin.has_add_permission(self, request) and self.keeps(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if getattr(request, "looking_back", False):
            return False
        if not admin.ModelAdmin.has_change_permission(self, request, obj) or not self.keeps(request):
            return False
        return obj is None or obj.township_id is not None

    def get_form(self, request: Any, obj: Any = None, change: bool = False, **kwargs: Any) -> type[ModelForm]:
        form = super().get_form(request, obj, change=change, **kwargs)
        form.township = request.township  # the class is made for this request
        return form

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name == "node":
            kwargs["queryset"] = nodes(request).filter(~Q(origin=Origin.VILLAGE), kind=NodeKind.ITEM)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @admin.display(description="来源", ordering="township")
    def origin(self, row: Any) -> str:
        return "随系统提供" if row.township_id is None else "本镇"


@admin.register(WordingRule)
class WordingRuleAdmin(KeptTable):
    form = WordingForm
    fields = ("seen", *WordingForm.Meta.fields)
    list_display = ("wrong", "right", "unless", "kind", "blocks", "is_active", "origin")
    list_filter = ("kind", "is_active", "blocks")
    search_fields = ("wrong", "right", "note")
    ordering = ("wrong", "pk")

    def save_model(self, request: Any, obj: WordingRule, form: ModelForm, change: bool) -> None:
        tables.keep_wording(row=obj, township=request.township, by=request.user, at=timezone.now())


@admin.register(BoardOnly)
class BoardOnlyAdmin(KeptTable):
    form = BoardOnlyForm
    fields = ("seen", *BoardOnlyForm.Meta.fields)
    list_filter = ("is_active",)
    list_display = ("__str__", "note", "is_active", "origin")
    list_select_related = ("node",)
    search_fields = ("words", "note", "node__name")
    autocomplete_fields = ("node",)
    ordering = ("words", "pk")

    def save_model(self, request: Any, obj: BoardOnly, form: ModelForm, change: bool) -> None:
        moved = tables.keep_board_only(row=obj, township=request.township, by=request.user, at=timezone.now())
        if moved:
            titles = "、".join(f"“{each.title}”" for each in moved[:5])
            words = f"{len(moved)} 份名单已改为只公开人数和金额：{titles}{'等' if len(moved) > 5 else ''}。请逐份核对正文里有没有姓名，并补填人数和金额。"
            self.message_user(request, words, messages.WARNING)


@admin.register(ReviewPlan)
class ReviewPlanAdmin(KeptTable):
    form = ReviewPlanForm
    list_display = ("kind_label", "levels")
    search_fields = ("kind",)
    ordering = ("kind",)
    fields = ("seen", "kind", "preset", "stages")

    def bound(self, request: Any, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.filter(township__in=townships(request))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if getattr(request, "looking_back", False):
            return super().get_readonly_fields(request, obj)
        return ("kind",) if obj is not None else ()

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Who may only read sees the levels in words; the choices are for who may set them."""
        if obj is not None and not self.has_change_permission(request, obj):
            return ("kind_label", "levels")
        return super().get_fields(request, obj)

    def save_model(self, request: Any, obj: ReviewPlan, form: ModelForm, change: bool) -> None:
        levels = {"kind": obj.kind, "stages": form.cleaned_data["stages"]}
        saved = reviewing.set_plan(township=request.township, by=request.user, new=not change, **levels)
        obj.__dict__.update(saved.__dict__)

    @admin.display(description="适用种类", ordering="kind")
    def kind_label(self, row: ReviewPlan) -> str:
        return row.get_kind_display()

    @admin.display(description="审核级次")
    def levels(self, row: ReviewPlan) -> str:
        words = "＋".join(stage.label.removeprefix("待") for stage in row.plan)
        return f"{words}（小机关）" if row.plan == SMALL_OFFICE else words


@admin.register(Withheld)
class WithheldAdmin(KeptTable):
    """Registered here by an office's editor; evaluated in the office, where every act goes on record."""

    form = WithheldForm
    list_display = ("title", "unit", "attribute", "exemption", "next_evaluation_on", "opened", "ways_on")
    list_filter = ("attribute", "exemption", UnitFilter)
    list_select_related = ("unit", "opened_as")
    search_fields = ("title", "doc_no")
    autocomplete_fields = ("node", "unit")
    ordering = ("next_evaluation_on", "pk")
    fieldsets = (
        (
            None,
            {
                "fields": WithheldForm.Meta.fields,
                "description": f"{SECRECY_NOTICE}涉密文件连标题也不能录入。",
            },
        ),
    )

    def bound(self, request: Any, rows: QuerySet[Any]) -> QuerySet[Any]:
        held = unit_bounds(request.user, rules.WITHHELD_READERS, "unit")
        return rows.filter(held, township__in=townships(request))

    def keeps(self, request: Any) -> bool:
        return units(request).filter(unit_bounds(request.user, rules.WITHHELD_WRITERS)).exists()

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # what was decided stays as it was; what came of it later is an evaluation

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name == "unit":
            held = unit_bounds(request.user, rules.WITHHELD_WRITERS)
            kwargs["queryset"] = units(request).filter(held, is_active=True)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request: Any, obj: Withheld, form: ModelForm, change: bool) -> None:
        fields = {name: form.cleaned_data[name] for name in withheld.FIELDS}
        made = withheld.register(township=request.township, by=request.user, at=timezone.now(), fields=fields)
        obj.__dict__.update(made.__dict__)

    @admin.display(description="转为公开", boolean=True)
    def opened(self, row: Withheld) -> bool:
        return row.opened_as_id is not None

    @admin.display(description="评估")
    def ways_on(self, row: Withheld) -> str:
        return format_html('<a href="{}">查看和评估</a>', reverse("disclosure:withheld", args=[row.pk]))
