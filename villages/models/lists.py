"""A village's list of matters, in editions; the words of the two committees on it and what was done with it."""

from django.db import models
from django.db.models import F, Q

from catalog.models import Node, Township, Unit, User
from villages.law.lists import Body, ListAct, ListState, Said


class VillageListQuerySet(models.QuerySet["VillageList"]):
    def in_force(self) -> "VillageListQuerySet":
        """Of each village the newest edition that is public."""
        later = VillageList._base_manager.filter(
            unit=models.OuterRef("unit"), edition__gt=models.OuterRef("edition"), state=ListState.RELEASED
        )
        return self.filter(state=ListState.RELEASED).exclude(models.Exists(later))


class VillageList(models.Model):
    """One edition. Until the next one is public, the one before stands."""

    township = models.ForeignKey(Township, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="村（社区）", related_name="village_lists")
    edition = models.PositiveSmallIntegerField("第几版", default=1)
    state = models.CharField(
        "状态", max_length=12, choices=[(s, s.label) for s in ListState], default=ListState.DRAFT
    )
    round = models.PositiveSmallIntegerField("送签次数", default=0)
    entered_for = models.BooleanField("乡镇代录", default=False)
    created_by = models.ForeignKey(User, models.PROTECT, verbose_name="拟定人", related_name="+")
    created_at = models.DateTimeField("拟定时间")
    guidance = models.TextField("乡镇指导意见", blank=True)
    guided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, verbose_name="指导人", related_name="+"
    )
    guided_at = models.DateTimeField("指导时间", null=True, blank=True)
    released_on = models.DateField("公布日期", null=True, blank=True)
    released_at = models.DateTimeField("公布时间", null=True, blank=True)
    released_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, verbose_name="公布人", related_name="+"
    )
    version = models.PositiveIntegerField("版本", default=1)

    objects = VillageListQuerySet.as_manager()

    class Meta:
        verbose_name = "村务公开目录清单"
        verbose_name_plural = "村务公开目录清单"
        ordering = ["unit", "-edition"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "edition"], name="village_list_edition_once",
                violation_error_message="这一版清单已经有了。",
            ),
            models.UniqueConstraint(
                fields=["unit"], name="village_list_one_under_way", condition=~Q(state=ListState.RELEASED),
                violation_error_message="这个村已有一份清单正在拟定。",
            ),
            models.CheckConstraint(
                name="village_list_released_has_its_day",
                condition=Q(
                    state=ListState.RELEASED, released_on__isnull=False, released_at__isnull=False,
                    released_by__isnull=False,
                )
                | (~Q(state=ListState.RELEASED) & Q(released_on__isnull=True)),
            ),
            models.CheckConstraint(
                name="village_list_guided_by_someone",
                condition=~Q(state__in=[ListState.GUIDED, ListState.RELEASED])
                | Q(guided_by__isnull=False, guided_at__isnull=False),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.unit.short_name or self.unit.name}村务公开目录清单（第{self.edition}版）"

    @property
    def typists(self) -> set[int]:
        """Who entered something in this edition: they sign for nobody. 1 query, once."""
        known = getattr(self, "_typists", None)
        if known is None:
            known = set(self.events.filter(act=ListAct.ENTER).values_list("by_id", flat=True))
            self._typists = known
        return {self.created_by_id, *known}


class VillageListRow(models.Model):
    """One matter in an edition. What is not worded here is as printed in the list, or as the township has it."""

    edition = models.ForeignKey(VillageList, models.CASCADE, verbose_name="清单", related_name="rows")
    node = models.ForeignKey(Node, models.PROTECT, verbose_name="事项", related_name="+")
    applies = models.BooleanField("本村公开", default=True)
    reason = models.CharField("不涉及的理由", max_length=300, blank=True)
    elements = models.TextField("公开内容（本村）", blank=True)
    supplement = models.TextField("本村补充", blank=True)
    own_term = models.CharField("公开时限（本村）", max_length=300, blank=True)
    term = models.CharField("公开时限", max_length=300, blank=True)  # as made public; "" until then
    locked = models.BooleanField("法定事项", default=False)

    class Meta:
        verbose_name = "清单事项"
        verbose_name_plural = "清单事项"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "node"], name="village_list_row_once"),
            models.CheckConstraint(
                name="village_list_row_left_out_says_why", condition=Q(applies=True) | ~Q(reason=""),
                violation_error_message="标为“本村不涉及”须写明理由，村民会看到这条理由。",
            ),
            models.CheckConstraint(
                name="village_list_locked_row_stays", condition=Q(locked=False) | Q(applies=True),
                violation_error_message="法律规定必须公开的事项不能去掉。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.node)

    def said(self, term: str) -> Said:
        """As the law compares editions. term: as it stands, since a draft keeps none."""
        words = "；".join(filter(None, (self.elements, self.supplement)))
        return Said(self.node.name, self.applies, self.reason, words, term)


class ListSignature(models.Model):
    """The word of one of the two committees, on screen or on paper; paper takes a second person."""

    list = models.ForeignKey(VillageList, models.PROTECT, related_name="signatures")
    body = models.CharField("签字一方", max_length=12, choices=[(b, b.label) for b in Body])
    round = models.PositiveSmallIntegerField("送签次数")  # a word on an earlier text counts no more
    agrees = models.BooleanField("同意")
    opinion = models.CharField("意见", max_length=300, blank=True)
    signer = models.CharField("签字人", max_length=40)
    signed_on = models.DateField("签字日期")
    on_paper = models.BooleanField("纸质签字", default=False)
    by = models.ForeignKey(User, models.PROTECT, verbose_name="签字人或登记人", related_name="+")
    at = models.DateTimeField("时间")
    confirmed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, verbose_name="核对人", related_name="+"
    )
    void = models.BooleanField("作废", default=False)  # the record did not agree with the paper

    class Meta:
        verbose_name = "清单签字"
        verbose_name_plural = "清单签字"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="list_signature_return_says_why", condition=Q(agrees=True) | ~Q(opinion=""),
                violation_error_message="退回须写明意见。",
            ),
            models.CheckConstraint(
                name="list_signature_paper_takes_two",
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("by")),
                violation_error_message="登记和核对须由两个人办理。",
            ),
            models.UniqueConstraint(
                fields=["list", "round", "body"], name="list_signature_once_a_round", condition=Q(agrees=True, void=False),
                violation_error_message="这个委员会已经签过字。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_body_display()} {'同意' if self.agrees else '退回'}"

    @property
    def counts(self) -> bool:
        """Whether it is a consent yet, and still one."""
        return self.agrees and not self.void and (not self.on_paper or self.confirmed_by_id is not None)


class ListEvent(models.Model):
    """What was done with an edition; only appended to."""

    list = models.ForeignKey(VillageList, models.PROTECT, related_name="events")
    act = models.CharField("动作", max_length=12, choices=[(act, act.label) for act in ListAct])
    by = models.ForeignKey(User, models.PROTECT, verbose_name="办理人", related_name="+")
    at = models.DateTimeField("时间")
    note = models.CharField("说明", max_length=300, blank=True)

    class Meta:
        verbose_name = "清单办理记录"
        verbose_name_plural = "清单办理记录"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.by} {self.get_act_display()}"
