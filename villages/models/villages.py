"""Villages and residents' communities, one-to-one with their unit."""

from django.db import models
from simple_history.models import HistoricalRecords

from catalog.models import Unit


class Village(models.Model):
    """A village or residents' community: what its unit does not say."""

    unit = models.OneToOneField(Unit, models.PROTECT, verbose_name="单位", related_name="village")
    households = models.PositiveIntegerField("户数", null=True, blank=True)
    residents = models.PositiveIntegerField("人口", null=True, blank=True)
    groups = models.PositiveSmallIntegerField("村民小组", null=True, blank=True)
    introduction = models.TextField("村情简介", blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = "村（社区）"
        verbose_name_plural = "村（社区）"

    def __str__(self) -> str:
        return str(self.unit)
