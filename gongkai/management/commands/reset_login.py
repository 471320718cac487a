"""Let somebody in again who lost the password or the phone: for the person at the server's console."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from catalog.models import User
from gongkai.accounts import factor
from gongkai.service.logins import random_password


class Command(BaseCommand):
    help = "给一个账号新的随机密码（下次登录须修改），解除锁定；--factor 同时取消第二重验证的登记。"
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", help="登录名")
        parser.add_argument("--factor", action="store_true", help="取消动态码登记，下次登录重新登记")

    def handle(self, *args: Any, username: str, **options: Any) -> None:
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"没有登录名为“{username}”的账号。")
        password = random_password()
        factor.reset_password(user, password)
        if options["factor"]:
            factor.forget(user)
        self.stdout.write(f"{user.username} 的新密码：{password}（下次登录须修改）")
