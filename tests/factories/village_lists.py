"""A village list of six matters, two of them the law's, one tied to the township's; editions brought to a state by the acts."""

from datetime import date
from typing import Any

from catalog.actions.limits import derive_limits
from catalog.law.roles import Role
from catalog.law.vocabulary import Level, Origin
from catalog.models import Node, User
from tests.factories import catalog
from tests.factories.accounts import AT, Villages
from villages.actions import lists
from villages.law.lists import Body, ListState
from villages.models import VillageList

ACCOUNTS, PLAN, RELIEF, HOUSING, BOOKS, WORD = (
    "w-accounts",
    "w-plan",
    "w-relief",
    "w-housing",
    "w-books",
    "w-word",
)
TEMPLATE: dict[str, tuple[str, str, dict[str, str]]] = {  # key: name, printed term, what the list says of it
    ACCOUNTS: ("各项支出", "每季度至少一次", {"rhythm": "finance", "locked": "yes", "key_contents": "村级财务"}),
    PLAN: ("人居环境整治", "每季度", {"rhythm": "general", "key_contents": "乡村振兴"}),
    RELIEF: (
        "农村最低生活保障对象", "每季度", {"rhythm": "own", "locked": "yes", "key_contents": "社会救助", "related": "t-relief"},
    ),
    HOUSING: ("公租房申请", "按上级公示要求", {"rhythm": "own", "key_contents": "保障性住房"}),
    BOOKS: ("农家书屋", "及时", {"rhythm": "own"}),
    WORD: ("投入5万元以上的事项", "随时公布", {"rhythm": "major"}),
}  # fmt: skip


class Lists(Villages):
    """head: a second 村务公开员 of the first village, who signs for its committee. guide, watcher, admin: of the township."""

    def __init__(self, prefix: str = "wanghe", name: str = "望禾镇") -> None:
        super().__init__(prefix, name)
        Node.objects.filter(pk=self.item.pk).update(in_force_until=date(2025, 1, 1), stop_reason="本测试不用")
        group = catalog.group(
            catalog.domain(f"{name}清单", origin=Origin.VILLAGE), "试用类", origin=Origin.VILLAGE
        )
        self.items = {
            key: catalog.item(
                group, named, key=f"{prefix}-{key}", origin=Origin.VILLAGE, levels=[Level.VILLAGE], limit_text=term,
                extra={name: text.replace("t-", f"{prefix}-t-") for name, text in extra.items()}, township=self.town,
            )
            for key, (named, term, extra) in TEMPLATE.items()
        }  # fmt: skip
        above = catalog.group(catalog.domain(f"{name}社会救助"), "最低生活保障")
        self.shared = catalog.item(above, "审批信息", key=f"{prefix}-t-relief", elements="保障对象;保障金额")
        derive_limits([*self.items.values(), self.shared])
        self.head = self.person(Role.VILLAGE_CLERK, self.unit, "上坪村主任")
        self.guide = catalog.user_with(Role.OFFICE_HEAD, self.town, name="公开办主任甲")
        self.watcher = catalog.user_with(Role.SUPERVISOR, self.town, name="督查员甲")
        self.admin = catalog.user_with(Role.ADMIN, self.town, name="管理员甲")

    def drawn_up(self, by: User | None = None) -> VillageList:
        return lists.begin(unit=self.unit, township=self.town, by=by or self.clerk, at=AT)

    def typed(self, key: str, **more: Any) -> lists.Entered:
        return lists.Entered(self.items[key].pk, **({"applies": True} | more))

    def change(self, edition: VillageList, *rows: lists.Entered, by: User | None = None) -> VillageList:
        return lists.enter(pk=edition.pk, by=by or self.clerk, at=AT, rows=rows)

    def list_at(self, state: ListState, *rows: lists.Entered, at: Any = AT) -> VillageList:
        """An edition brought there from where the village stands, by those who should."""
        made = self.drawn_up()
        if rows:
            self.change(made, *rows)
        act = {"pk": made.pk, "at": at}
        steps = {
            ListState.WITH_COMMITTEES: lambda: lists.show(by=self.clerk, **act),
            ListState.SIGNED: self._both(act),
            ListState.WITH_TOWNSHIP: lambda: lists.hand_in(by=self.clerk, **act),
            ListState.GUIDED: lambda: lists.guide(by=self.guide, agrees=True, guidance="内容齐全。", **act),
            ListState.RELEASED: lambda: lists.release(by=self.clerk, **act),
        }
        for reached, step in steps.items():
            if list(ListState).index(reached) <= list(ListState).index(state):
                step()
        return VillageList.objects.get(pk=made.pk)

    def _both(self, act: dict[str, Any]) -> Any:
        def signed() -> None:
            lists.sign(by=self.head, agrees=True, **act)
            lists.sign(by=self.member, agrees=True, **act)

        return signed

    def on_paper(self, edition: VillageList, body: Body, signer: str = "余开山") -> VillageList:
        return lists.record_paper(
            pk=edition.pk, by=self.clerk, at=AT, body=body, signer=signer, signed_on=AT.date()
        )
