"""The form of a unit: 责任单位, station or village committee."""

from typing import Any

from catalog.actions.townships import lock_units
from catalog.forms.guard import GuardedForm
from catalog.law.vocabulary import UnitKind
from catalog.models import Unit


class UnitForm(GuardedForm):
    class Meta:
        model = Unit
        fields = (
            "parent", "kind", "name", "short_name", "duties", "leader", "leader_in_charge",
            "phone", "address", "hours", "is_active",
        )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "parent" in self.fields:
            self.fields["parent"].required = True
            self.fields["parent"].error_messages["invalid_choice"] = (
                "这个上级单位已不存在，或不属于本乡镇，请重新选择。"
            )
        if "kind" in self.fields:
            below = [kind for kind in UnitKind if kind != UnitKind.TOWNSHIP]
            self.fields["kind"].choices = [(kind, kind.label) for kind in below]  # type: ignore[attr-defined]

    def locked(self) -> Unit | None:
        lock_units()
        return Unit.objects.filter(pk=self.instance.pk).first()
