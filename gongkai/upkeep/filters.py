"""Filters of the township's list of catalog rows."""

from typing import Any

import django_filters
from django.db.models import FilteredRelation, Q, QuerySet

from catalog.law.vocabulary import NodeKind, Origin, Verified
from catalog.models import AdoptionStatus, Node, Township, Unit

NOT_ENTERED = "none"
STATUS = [(NOT_ENTERED, "未登记"), *AdoptionStatus.choices]
CHECK = [("open", "待核对"), ("done", "已核对")]


def rows_of(township: Township) -> QuerySet[Node]:
    """Items of the township's list, each joined with the township's own adoption as `own`; village lists apart."""
    return (
        Node.objects.of_township(township)
        .items()
        .exclude(origin=Origin.VILLAGE)
        .annotate(own=FilteredRelation("adoptions", condition=Q(adoptions__holder=township.unit_id)))
        .select_related("parent")
        .order_by("tree_id", "lft")
    )


def to_check() -> Q:
    """Rows neither verified at the source nor checked by the township: residents read 以县目录为准 there."""
    return ~Q(verified=Verified.YES) & Q(own__checked_on__isnull=True)


class RowFilter(django_filters.FilterSet):
    """Domain, state, unit and words; over `rows_of`."""

    q = django_filters.CharFilter(method="by_words", label="名称或编号", max_length=60)
    domain = django_filters.ChoiceFilter(
        field_name="tree_id", label="领域或栏目", empty_label="全部领域和栏目"
    )
    status = django_filters.ChoiceFilter(
        method="by_status", label="适用情况", choices=STATUS, empty_label="全部"
    )
    unit = django_filters.ModelChoiceFilter(
        field_name="own__unit", queryset=Unit.objects.none(), label="责任单位", empty_label="全部单位"
    )
    check = django_filters.ChoiceFilter(method="by_check", label="核对", choices=CHECK, empty_label="全部")

    class Meta:
        model = Node
        fields: list[str] = []

    def __init__(
        self, data: Any, queryset: QuerySet[Node], *, township: Township, only: tuple[str, ...] = ()
    ) -> None:
        super().__init__(data, queryset=queryset)
        for name in [name for name in self.filters if only and name not in only]:
            del self.filters[name]
        self.roots = {root.tree_id: root for root in _roots(township)}
        self.filters["domain"].extra["choices"] = [(tree, root.name) for tree, root in self.roots.items()]
        if "unit" in self.filters:
            self.filters["unit"].queryset = units_of(township)

    def by_words(self, rows: QuerySet[Node], name: str, value: str) -> QuerySet[Node]:
        for word in value.split()[:5]:
            rows = rows.filter(
                Q(name__icontains=word) | Q(own__number__icontains=word) | Q(number__icontains=word)
            )
        return rows

    def by_status(self, rows: QuerySet[Node], name: str, value: str) -> QuerySet[Node]:
        return rows.filter(own__isnull=True) if value == NOT_ENTERED else rows.filter(own__status=value)

    def by_check(self, rows: QuerySet[Node], name: str, value: str) -> QuerySet[Node]:
        return rows.filter(to_check()) if value == "open" else rows.exclude(to_check())


def units_of(township: Township) -> QuerySet[Unit]:
    """Units of the township that may answer for a row."""
    return Unit.objects.filter(tree_id=township.unit.tree_id, is_active=True).order_by("lft")


def _roots(township: Township) -> QuerySet[Node]:
    shared = Node.objects.of_township(township).filter(level=0)
    return (
        shared.filter(kind__in=[NodeKind.DOMAIN, NodeKind.COLUMN])
        .exclude(origin=Origin.VILLAGE)
        .order_by("tree_id")
    )
