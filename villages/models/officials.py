"""People in post in a village, as residents read it: who, what for, how to reach the office."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from catalog.models import Unit
from villages.law.officials import Body, Term


class OfficialQuerySet(models.QuerySet["Official"]):
    def in_post(self, on: date) -> "OfficialQuerySet":
        """Those of that day; whoever leaves on it is in post no more."""
        return self.filter(Q(until__isnull=True) | Q(until__gt=on), since__lte=on)


class Official(models.Model):
    """One person in one post. Public while in post."""

    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="村（社区）", related_name="officials")
    body = models.CharField("所在组织", max_length=12, choices=[(body, body.label) for body in Body])
    name = models.CharField("姓名", max_length=20)
    post = models.CharField("职务", max_length=40, help_text="如：主任、委员、第三网格网格员。")
    duty = models.CharField("分工", max_length=120, blank=True, help_text="如：分管民政、村务公开。")
    phone = models.CharField(
        "公开电话", max_length=40, blank=True, help_text="办公电话。个人手机号须本人同意才能公开。"
    )
    agreed = models.BooleanField(
        "本人同意公开手机号", default=False, help_text="已当面问过本人，本人同意公开。随时可以要求撤下。"
    )  # PIPL 25
    since = models.DateField("任职日期")
    until = models.DateField("离任日期", null=True, blank=True, help_text="从这一天起不再公开。")
    order = models.PositiveSmallIntegerField("次序", default=0, help_text="同一组织里小的在前。")

    objects = OfficialQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = "任职人员"
        verbose_name_plural = "任职人员"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "body", "name", "post", "since"], name="official_term_once",
                violation_error_message="这个人的这项任职已经登记。",
            ),
            models.CheckConstraint(
                name="official_leaves_after_coming", condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                violation_error_message="离任日期不能早于任职日期。",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["unit", "until"], name="official_of_unit")]

    def __str__(self) -> str:
        return f"{self.name}（{self.post}）"

    def term(self) -> Term:
        return Term(self.name, Body(self.body), self.since, self.until)
