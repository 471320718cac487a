"""A township with its keepers, a small catalog and last year's calendar."""

from dataclasses import dataclass
from datetime import date

import pytest
from django.test import Client

from catalog.law.roles import Role
from catalog.law.vocabulary import Verified
from catalog.models import CalendarDay, CalendarYear, Node, Township, Unit, User
from tests.factories import catalog as make

NOTICE = """国务院办公厅关于2026年部分节假日安排的通知
一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。
"""


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="catalog.backends.MembershipBackend")
    return client


@dataclass
class Office:
    township: Township
    admin: User
    client: Client
    unit: Unit
    group: Node
    checked: Node
    unchecked: Node


@pytest.fixture
def office(db: None) -> Office:
    township = make.township()
    admin = make.user_with(Role.ADMIN, township, name="王管理")
    group = make.group(make.domain())
    year = CalendarYear.objects.create(year=2026)
    CalendarDay.objects.create(date=date(2026, 1, 1), year=year, is_workday=False, name="元旦")
    return Office(
        township,
        admin,
        signed_in(admin),
        make.unit(township, "社会事务办"),
        group,
        make.item(group, "学校介绍"),
        make.item(group, "招生简章", verified=Verified.NO, limit_text="及时公开"),
    )
