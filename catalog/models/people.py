"""Accounts and memberships. A membership (user, unit, role) is the only source of rights."""

from datetime import date
from typing import Any

from django.contrib.auth import get_backends
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from catalog.law.roles import Role
from catalog.models.units import Unit


class UserManager(BaseUserManager["User"]):
    """Makes accounts; rights are given by memberships."""

    def create_user(self, username: str, password: str | None = None, **fields: object) -> "User":
        user = self.model(username=self.model.normalize_username(username), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """One person's account. Carries no rights of its own."""

    username = models.CharField(
        "登录名",
        max_length=60,
        unique=True,
        validators=[UnicodeUsernameValidator()],
        error_messages={"unique": "这个登录名已有人使用。"},
    )
    name = models.CharField("姓名", max_length=40)
    title = models.CharField("职务", max_length=60, blank=True)
    email = models.EmailField(
        "工作邮箱", blank=True, help_text="填写后，到期提醒同时发到这里；提醒里没有个人信息。"
    )
    is_active = models.BooleanField(
        "启用", default=True, help_text="离岗时取消勾选，不要删除账号：办过的事仍要查得到人。"
    )
    must_change_password = models.BooleanField("下次登录须改密码", default=True)
    joined_at = models.DateTimeField("建立时间", auto_now_add=True)

    objects = UserManager()
    history = HistoricalRecords(excluded_fields=["password", "last_login"])

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = "账号"
        verbose_name_plural = "账号"

    def __str__(self) -> str:
        return self.name or self.username

    @property
    def is_staff(self) -> bool:
        """Every active account belongs to staff: residents have none."""
        return self.is_active

    @property
    def is_superuser(self) -> bool:
        """There is no account above the memberships."""
        return False

    def has_perm(self, perm: str, obj: object = None) -> bool:
        return self.is_active and any(b.has_perm(self, perm, obj) for b in _deriving("has_perm"))

    def has_perms(self, perms: list[str], obj: object = None) -> bool:
        return all(self.has_perm(perm, obj) for perm in perms)

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_active and any(
            b.has_module_perms(self, app_label) for b in _deriving("has_module_perms")
        )

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name


def _deriving(method: str) -> list[Any]:
    """The log-in backends that derive rights; the one that counts failed log-ins has none."""
    return [backend for backend in get_backends() if hasattr(backend, method)]


class MembershipQuerySet(models.QuerySet["Membership"]):
    def in_force(self, today: date) -> "MembershipQuerySet":
        """Memberships that give rights on the given day."""
        return self.filter(
            Q(starts_on__isnull=True) | Q(starts_on__lte=today),
            Q(ends_on__isnull=True) | Q(ends_on__gte=today),
            user__is_active=True,
        )


class Membership(models.Model):
    """Who works where in which role; reaches the unit and all below it."""

    user = models.ForeignKey(User, models.PROTECT, verbose_name="账号", related_name="memberships")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="单位", related_name="memberships")
    role = models.CharField("角色", max_length=20, choices=[(r, r.label) for r in Role])
    starts_on = models.DateField("起", null=True, blank=True)
    ends_on = models.DateField("止", null=True, blank=True)

    objects = MembershipQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = "任职"
        verbose_name_plural = "任职"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "unit", "role"],
                name="membership_once",
                violation_error_message="这个人在该单位已有这个角色。",
            ),
            models.CheckConstraint(
                name="membership_ends_after_start",
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                violation_error_message="“止”不能早于“起”。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.unit} · {Role(self.role).label}"

    def clean(self) -> None:
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": "“止”不能早于“起”。"})
