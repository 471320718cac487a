from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.core.checks import Tags, register

from gongkai.service.keys import check_personal_keys


class GongkaiConfig(AppConfig):
    name = "gongkai"
    verbose_name = "政务公开门户"

    def ready(self) -> None:
        register(check_personal_keys, Tags.security, deploy=True)


class PortalAdminConfig(AdminConfig):
    """The admin with our own site: one log-in page, second factor, members only."""

    default_site = "gongkai.adminsite.PortalAdminSite"
