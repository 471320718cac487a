"""The form of a village: figures and introduction its unit does not carry."""

from catalog.forms.guard import GuardedForm
from villages.models import Village


class VillageForm(GuardedForm):
    class Meta:
        model = Village
        fields = ("unit", "households", "residents", "groups", "introduction")
