from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class GongkaiConfig(AppConfig):
    name = "gongkai"
    verbose_name = "政务公开门户"


class PortalAdminConfig(AdminConfig):
    """The admin with our own site: one log-in page, second factor, members only."""

    default_site = "gongkai.adminsite.PortalAdminSite"
