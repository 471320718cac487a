"""Where else a publication went: read from the record, no picture of it is asked for."""

from django.db import models

from catalog.models import Unit, User
from disclosure.models.publications import Publication


class Outlet(models.TextChoices):
    WECHAT = "wechat", "微信公众号"
    DOUYIN = "douyin", "短视频平台"
    COUNTY = "county", "县政府门户网站"
    BOARD = "board", "村（社区）公示栏"
    SCREEN = "screen", "电子屏"
    LOUDSPEAKER = "loudspeaker", "大喇叭"
    GROUP = "group", "村民微信群"
    STATION = "station", "益农信息社、便民服务站"
    HALL = "hall", "政务公开专区"
    DOOR = "door", "入户、现场"
    MEETING = "meeting", "会议"
    OTHER = "other", "其他"


class Placement(models.Model):
    """One place a publication was put, and since when."""

    publication = models.ForeignKey(Publication, models.PROTECT, related_name="placements")
    outlet = models.CharField("渠道", max_length=12, choices=Outlet)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, verbose_name="村或单位", related_name="+"
    )
    place = models.CharField("地点或账号", max_length=80, blank=True)
    url = models.URLField("链接", max_length=300, blank=True)
    placed_on = models.DateField("日期")
    until = models.DateField("到", null=True, blank=True)
    by = models.ForeignKey(User, models.PROTECT, verbose_name="登记人", related_name="+", editable=False)
    at = models.DateTimeField("登记时间", editable=False)

    class Meta:
        verbose_name = "传播登记"
        verbose_name_plural = "传播登记"
        ordering = ["placed_on", "pk"]

    def __str__(self) -> str:
        return f"{self.get_outlet_display()} {self.placed_on}"
