"""Units: township, its offices, stations and village committees, as a tree; townships with their profile."""

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from mptt.models import MPTTModel, TreeForeignKey, TreeManager
from simple_history.models import HistoricalRecords

from catalog.law.vocabulary import UnitKind


class Unit(MPTTModel):
    """A body that answers for information: 责任单位. The root of a tree is a township."""

    parent = TreeForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级单位"
    )
    kind = models.CharField(
        "类别", max_length=12, choices=[(k, k.label) for k in UnitKind], default=UnitKind.OFFICE
    )
    name = models.CharField("名称", max_length=60)
    short_name = models.CharField("简称", max_length=20, blank=True)
    duties = models.TextField("主要职责", blank=True)
    leader = models.CharField("负责人", max_length=40, blank=True)
    leader_in_charge = models.CharField("分管领导", max_length=40, blank=True)
    phone = models.CharField("办公电话", max_length=40, blank=True)
    address = models.CharField("办公地址", max_length=120, blank=True)
    hours = models.CharField("办公时间", max_length=120, blank=True)
    is_active = models.BooleanField(
        "启用", default=True, help_text="撤并的单位取消勾选；它公开过的信息仍保留。"
    )

    objects: TreeManager = TreeManager()
    history = HistoricalRecords(excluded_fields=["lft", "rght", "tree_id", "level"])

    class Meta:
        verbose_name = "单位"
        verbose_name_plural = "单位"
        constraints = [
            models.UniqueConstraint(
                fields=["parent", "name"],
                name="unit_name_once",
                violation_error_message="同一上级下已有同名单位。",
            ),
        ]

    def __str__(self) -> str:
        return self.short_name or self.name

    @property
    def path(self) -> str:
        """Public address, without township prefix."""
        return f"/units/{self.pk}/"


class Township(models.Model):  # type: ignore[django-manager-missing]  # mptt is untyped
    """One township of the installation: its root unit and site profile (PAGE-6, SITE-7, SITE-8)."""

    unit = models.OneToOneField(Unit, models.PROTECT, verbose_name="根单位", related_name="township")
    prefix = models.SlugField(
        "地址前缀",
        max_length=20,
        unique=True,
        validators=[RegexValidator(r"^[a-z][a-z0-9-]*$", "用小写字母、数字和连字符，以字母开头。")],
        help_text="本系统只有一个乡镇时地址里不出现前缀。",
    )
    name = models.CharField("机关名称", max_length=60, help_text="如：望禾镇人民政府")
    short_name = models.CharField("简称", max_length=20, help_text="如：望禾镇")
    county_name = models.CharField("所属县（市、区）", max_length=30)
    site_name = models.CharField("网站名称", max_length=60)
    site_domain = models.CharField("网站域名", max_length=100, blank=True, help_text="如：www.example.gov.cn")
    organizer = models.CharField("主办单位", max_length=60)
    phone = models.CharField("联系电话", max_length=40, blank=True)
    fax = models.CharField("传真", max_length=40, blank=True)
    email = models.EmailField("电子邮箱", blank=True)
    address = models.CharField("办公地址", max_length=120, blank=True)
    postcode = models.CharField("邮政编码", max_length=6, blank=True)
    office_hours = models.CharField("办公时间", max_length=120, blank=True)
    site_code = models.CharField("政府网站标识码", max_length=20, blank=True)
    icp_no = models.CharField("ICP备案编号", max_length=40, blank=True)
    police_no = models.CharField("公安机关备案号", max_length=40, blank=True)
    credit_code = models.CharField("统一社会信用代码", max_length=18, blank=True)
    county_url = models.URLField(
        "县级公开平台网址", blank=True, help_text="“由县级部门公开”的事项链接到这里。"
    )
    index_pattern = models.CharField(
        "索引号格式",
        max_length=60,
        default="{code}/{year}-{serial:05d}",
        help_text="可用 {code} 统一社会信用代码、{year} 年、{month:02d} 月、{serial:05d} 当年序号（PAGE-8）。",
    )
    started_on = models.DateField("启用日期", help_text="在此之前的信息一律不算逾期。")
    prompt_days = models.PositiveSmallIntegerField(
        "“及时公开”按几个工作日",
        default=20,
        help_text="目录只写“及时”而没有天数时用；法定上限是 20 个工作日。",
    )
    grace_days = models.PositiveSmallIntegerField(
        "定期公开宽限天数", default=15, help_text="按月、季、年公开的事项，期末后多少天内公布（自然日）。"
    )
    interpretation_days = models.PositiveSmallIntegerField(
        "政策解读最迟几个工作日内公开",
        default=3,  # S in INT-3: cities say so, no national figure was found
        validators=[MinValueValidator(1), MaxValueValidator(30)],
        help_text="从文件公开的次日起算。国家没有统一规定，各地多为 3 个工作日；上级另有规定的照上级的填。",
    )
    is_demo = models.BooleanField("演示数据", default=False)

    history = HistoricalRecords()

    class Meta:
        verbose_name = "乡镇（站点资料）"
        verbose_name_plural = "乡镇（站点资料）"

    def __str__(self) -> str:
        return self.short_name


class CacheGeneration(models.Model):
    """Counter of a township's public pages: raised in the transaction of every act that changes one."""

    township = models.OneToOneField(Township, models.CASCADE, primary_key=True, related_name="generation")
    number = models.PositiveBigIntegerField(default=1)

    def __str__(self) -> str:
        return f"{self.township}: {self.number}"
