"""Forms of a village and of the township's figures for village affairs."""

from catalog.forms.guard import GuardedForm
from villages.models import Village, VillagePolicy


class VillageForm(GuardedForm):
    class Meta:
        model = Village
        fields = ("unit", "households", "residents", "groups", "introduction")


class PolicyForm(GuardedForm):
    class Meta:
        model = VillagePolicy
        fields = ("objection_days", "investigation_days", "lump_share", "agreement_days")
