"""What every admin page of the catalog keeps to: only the township at hand is shown, offered or saved."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.contrib.admin.views.main import ChangeList
from django.contrib.admin.widgets import AdminTextareaWidget, AutocompleteSelect, RelatedFieldWidgetWrapper
from django.core.exceptions import PermissionDenied
from django.db.models import ForeignKey, Model, Q, QuerySet, TextField
from django.forms import Media
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import get_script_prefix
from simple_history.admin import SimpleHistoryAdmin

from catalog import rules
from catalog.actions.refusals import ActRefused
from catalog.models import CatalogRevision, Matter, Membership, Node, Township, Unit, User

NOT_HERE = "没有这条记录，或者它不属于本乡镇。"


def townships(request: Any) -> QuerySet[Township]:
    """The township of the address, if the user holds any role in it; never a second one beside it."""
    return rules.townships_of(request.user).filter(pk=request.township.pk)


def administers(request: Any) -> bool:
    """Whether the user administers the township at hand: holds ADMIN at its root, not in one of its offices."""
    return rules.administers(request.user, request.township)


def nodes(request: Any) -> QuerySet[Node]:
    """Shared rows of the catalog and the township's own."""
    return Node.objects.filter(Q(township__isnull=True) | Q(township__in=townships(request)))


def units(request: Any) -> QuerySet[Unit]:
    """All units of the township, whichever office the user's role is held in."""
    return Unit.objects.filter(tree_id__in=townships(request).values("unit__tree_id"))


def users(request: Any) -> QuerySet[User]:
    """Accounts with a membership in the township, and accounts without any that it opened or once employed."""
    members = Membership.objects.filter(unit__in=units(request)).values("user")
    idle = User.objects.exclude(pk__in=Membership.objects.values("user"))
    if len(request.townships) > 1:
        opened = User.history.filter(history_type="+", history_user__in=members).values("id")
        employed = Membership.history.filter(unit__in=units(request)).values("user")
        idle = idle.filter(Q(pk__in=opened) | Q(pk__in=employed))
    return User.objects.filter(Q(pk__in=members) | Q(pk__in=idle.values("pk")))


BOUNDS: dict[type[Model], Callable[[Any], QuerySet[Any]]] = {
    Unit: units,
    Township: townships,
    Node: nodes,
    User: users,
    CatalogRevision: lambda request: CatalogRevision.objects.filter(township__in=townships(request)),
    Matter: lambda request: Matter.objects.filter(township__in=townships(request)),
}


def site_path(path: str) -> str:
    """A public address as stored, under the prefix of the township at hand."""
    return get_script_prefix().rstrip("/") + path


class NamedAutocomplete(AutocompleteSelect):
    """With a placeholder and, by script, its label's name: else an empty box has none for a screen reader."""

    @property
    def media(self) -> Media:
        return super().media + Media(js=["admin/js/autocomplete.js", "js/admin-names.js"])

    def build_attrs(
        self, base_attrs: dict[str, Any], extra_attrs: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        return super().build_attrs(base_attrs, extra_attrs) | {"data-placeholder": "输入名称查找"}


class BoundedFields:
    """Foreign keys of a form or inline offer only rows of the township, and accept no other."""

    def formfield_for_foreignkey(self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any) -> Any:
        if "queryset" not in kwargs:  # a model nobody has bounded raises KeyError: better loud than leaking
            kwargs["queryset"] = BOUNDS[db_field.remote_field.model](request)
        if db_field.name in self.get_autocomplete_fields(request):  # type: ignore[attr-defined]
            kwargs.setdefault("widget", NamedAutocomplete(db_field, self.admin_site))  # type: ignore[attr-defined]
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Without the buttons that open other records' forms in small windows."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]
        if isinstance(getattr(field, "widget", None), RelatedFieldWidgetWrapper):
            for act in ("add", "change", "delete", "view"):
                setattr(field.widget, f"can_{act}_related", False)
        return field


class PlainChangeList(ChangeList):
    """Titles in plain Chinese: the name of the list, not “选择 … 来修改”."""

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        self.title = str(self.opts.verbose_name_plural)


class ScopedAdmin(BoundedFields, admin.ModelAdmin):
    """A list and form bounded to the township. `township_path` is how a row reaches its township."""

    list_per_page = 50
    show_facets = admin.ShowFacets.NEVER
    formfield_overrides: ClassVar = {TextField: {"widget": AdminTextareaWidget(attrs={"rows": 4})}}
    township_path = "township"

    def bound(self, request: Any, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Rows the user may see."""
        return rows.filter(**{f"{self.township_path}__in": townships(request)})

    def may_change(self, request: Any, obj: Any) -> bool:
        """Whether the user may change this row, which he may see; asked after the permission itself."""
        return administers(request)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return self.bound(request, super().get_queryset(request))

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return super().has_add_permission(request, *args) and administers(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if getattr(request, "looking_back", False):
            return False
        if not super().has_change_permission(request, obj):
            return False
        return administers(request) if obj is None else self.may_change(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing with a history is deleted: it is retired, with a reason."""
        return False

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Without the guard's hidden field where nothing is saved."""
        sets = super().get_fieldsets(request, obj)
        if obj is None or self.has_change_permission(request, obj):
            return sets
        return [(title, {**options, "fields": _without_guard(options["fields"])}) for title, options in sets]

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return PlainChangeList

    def require_object(self, request: HttpRequest, object_id: str) -> Any:
        """The row a button beside the form is for.

        Raises:
            Http404: there is none in this township.
            PermissionDenied: the user may not change it.
        """
        obj = self.get_object(request, unquote(str(object_id)))
        if obj is None:
            raise Http404(NOT_HERE)
        if not self.has_change_permission(request, obj):
            raise PermissionDenied("您没有办理这件事的权限。")
        return obj


def _without_guard(fields: Any) -> list[Any]:
    return [name for name in fields if name != "seen"]


class RefusalsOnForm:
    """An act's refusal comes back on the form, with everything typed still in it. Forms are `GuardedForm`s."""

    def get_form(self, request: Any, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)  # type: ignore[misc]
        form.refusal = getattr(request, "refusal", "")  # the class is made for this request
        return form

    def changeform_view(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().changeform_view(request, *args, **kwargs)  # type: ignore[misc]
        except ActRefused as refused:  # its transaction is rolled back
            request.refusal = str(refused)
            return super().changeform_view(request, *args, **kwargs)  # type: ignore[misc]


class ReadOnlyAdmin(ScopedAdmin):
    """A list to look things up in; what changes it stands elsewhere."""

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class HistoryPages(SimpleHistoryAdmin):
    """History pages that show the township's rows only and change nothing: no old version is put back unseen."""

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        self._require_visible(request, object_id)
        return super().history_view(request, object_id, extra_context)

    def history_form_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: Any = None
    ) -> HttpResponse:
        self._require_visible(request, object_id)
        if request.method not in {"GET", "HEAD"}:
            raise PermissionDenied("历史版本只供查看。")
        request.looking_back = True  # type: ignore[attr-defined]
        return super().history_form_view(request, object_id, version_id, extra_context)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if getattr(request, "looking_back", False):
            return flatten_fieldsets(self.get_fieldsets(request, obj))  # so each class names its fields
        return super().get_readonly_fields(request, obj)

    def revert_disabled(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return True

    def set_history_delta_changes(self, request: HttpRequest, historical_records: Any, **kwargs: Any) -> None:
        """Also names the authors; who changed a shared row stays unnamed when he belongs to another township."""
        super().set_history_delta_changes(request, historical_records, **kwargs)
        authors = {record.history_user_id for record in historical_records} - {None}
        known = set(users(request).filter(pk__in=authors).values_list("pk", flat=True))
        for record in historical_records:
            record.author = _author(record, known)

    def _require_visible(self, request: HttpRequest, object_id: str) -> None:
        if self.get_object(request, unquote(object_id)) is None:
            raise Http404(NOT_HERE)


def _author(record: Any, known: set[int]) -> str:
    if record.history_user_id is None:
        return "系统"
    return str(record.history_user) if record.history_user_id in known else "其他乡镇的工作人员"


class LinkFilter(admin.SimpleListFilter):
    """A filter of plain links. `field` is the lookup it sets; a value that is not offered reaches nothing."""

    field = ""

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        if value is None:
            return queryset
        if value not in {str(key) for key, _ in self.lookup_choices}:
            return queryset.none()
        return self.narrow(request, queryset, value)

    def narrow(self, request: Any, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        return rows.filter(**{self.field: value})


class UnitFilter(LinkFilter):
    title = "单位"
    parameter_name = "unit"
    field = "unit"

    def lookups(self, request: Any, model_admin: Any) -> list[tuple[str, str]]:
        return [(str(unit.pk), str(unit)) for unit in units(request).order_by("tree_id", "lft")]
