"""Who looked at personal data in clear, when and why (PII-6)."""

from collections.abc import Iterable
from typing import Any, NoReturn

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from catalog.models import Township, User


class AppendOnly(Exception):
    """A log is only ever appended to: nothing in it is changed or deleted."""


class PersonalAccessQuerySet(models.QuerySet["PersonalAccess"]):
    def of(self, township: Township) -> "PersonalAccessQuerySet":
        return self.filter(township=township)

    def about(self, kind: str, number: str) -> "PersonalAccessQuerySet":
        """Every look at one record."""
        return self.filter(subject_kind=kind, subject_number=number)

    def update(self, **kwargs: Any) -> NoReturn:
        raise AppendOnly("查看记录不能修改。")

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly("查看记录不能修改。")

    def delete(self) -> NoReturn:
        raise AppendOnly("查看记录不能删除。")

    def bulk_create(self, objs: Iterable["PersonalAccess"], *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly("查看记录逐条登记。")  # it would go past the check of `save`


def field_names(value: object) -> None:
    """Only names of fields, at least one: never what stands in them.

    Raises:
        ValidationError: anything else.
    """
    fine = isinstance(value, list) and value and all(isinstance(name, str) for name in value)
    if not fine or not all(name.isascii() and name.isidentifier() for name in value):  # type: ignore[attr-defined]
        raise ValidationError("只登记查看了哪些字段，不登记内容。")


class PersonalAccess(models.Model):
    """One look at personal data in clear: who, when, at which record and which of its fields, and why."""

    township = models.ForeignKey(Township, models.PROTECT, verbose_name="乡镇", related_name="+")
    by = models.ForeignKey(User, models.PROTECT, verbose_name="查看人", related_name="+")
    at = models.DateTimeField("时间")
    subject_kind = models.CharField("记录种类", max_length=30)
    subject_number = models.CharField("记录编号", max_length=60)  # the number people know, or the key
    fields = models.JSONField("查看内容", validators=[field_names])
    reason = models.CharField("理由", max_length=200)

    objects = PersonalAccessQuerySet.as_manager()

    class Meta:
        verbose_name = "个人信息查看记录"
        verbose_name_plural = "个人信息查看记录"
        base_manager_name = "objects"
        indexes = [
            models.Index(fields=["township", "-at"], name="personal_access_newest"),
            models.Index(fields=["subject_kind", "subject_number", "at"], name="personal_access_about"),
        ]
        constraints = [
            models.CheckConstraint(
                name="personal_access_says_why",
                condition=~Q(reason="") & ~Q(subject_kind="") & ~Q(subject_number=""),
                violation_error_message="须写明查看的记录和理由。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.by} {self.subject_number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Append the row.

        Raises:
            AppendOnly: it stands already.
            ValidationError: something is missing, the reason blank, or `fields` holds more than names.
        """
        if not self._state.adding:
            raise AppendOnly("查看记录不能修改。")
        self.reason = self.reason.strip()
        self.full_clean()
        super().save(*args, **kwargs | {"force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly("查看记录不能删除。")
