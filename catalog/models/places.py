"""Where people read what is public: the hall, reading points, boards, and the devices that stand there."""

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from catalog.law.places import DEVICES, PlaceKind
from catalog.models.units import Township, Unit


class PlaceQuerySet(models.QuerySet["Place"]):
    def in_use(self) -> "PlaceQuerySet":
        """Those people find there now."""
        return self.filter(is_active=True, unit__is_active=True)


class Place(models.Model):
    """One place or device. A device belongs to the unit at which it stands; a kiosk opens that unit's page."""

    township = models.ForeignKey(Township, models.PROTECT, related_name="places", editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="所在村或单位", related_name="places")
    kind = models.CharField("类别", max_length=12, choices=[(kind, kind.label) for kind in PlaceKind])
    name = models.CharField("名称", max_length=60, help_text="如：上坪村村口公示栏。")
    where = models.CharField("位置", max_length=120, blank=True)
    hours = models.CharField("开放时间", max_length=120, blank=True)
    phone = models.CharField("电话", max_length=40, blank=True, help_text="公开的办公电话，不填个人手机号。")
    note = models.CharField("说明", max_length=200, blank=True, help_text="如：有坡道、可代查、可打印。")
    code = models.CharField(
        "设备编号", max_length=40, blank=True, help_text="电子屏、大喇叭、自助查询终端填写；本镇内不重复。"
    )
    is_active = models.BooleanField("在用", default=True, help_text="不再使用的取消勾选，不删除。")

    objects = PlaceQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = "查阅点和设备"
        verbose_name_plural = "查阅点和设备"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "kind", "name"], name="place_name_once",
                violation_error_message="这个村或单位已有同类同名的一处。",
            ),
            models.UniqueConstraint(
                fields=["township", "code"], name="place_code_once", condition=~Q(code=""),
                violation_error_message="这个设备编号已有一台在用。",
            ),
            models.CheckConstraint(
                name="place_only_a_device_has_a_code", condition=Q(code="") | Q(kind__in=sorted(DEVICES)),
                violation_error_message="只有电子屏、大喇叭、自助查询终端有设备编号。",
            ),
            models.CheckConstraint(
                name="place_a_kiosk_has_a_code", condition=~Q(kind=PlaceKind.KIOSK) | ~Q(code=""),
                violation_error_message="自助查询终端须填写设备编号。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name
