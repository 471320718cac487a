"""Memory of the minute timer: when each job last ran and how it ended."""

from django.db import models


class JobRun(models.Model):
    """The last run of one named job of `run_due`."""

    name = models.CharField("任务", max_length=40, primary_key=True)
    started_at = models.DateTimeField("开始", null=True)
    finished_at = models.DateTimeField("结束", null=True)
    ok = models.BooleanField("成功", default=True)
    message = models.TextField("说明", blank=True)

    class Meta:
        verbose_name = "定时任务"
        verbose_name_plural = "定时任务"

    def __str__(self) -> str:
        return self.name
