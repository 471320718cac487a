"""What the grid of villages is asked for."""

from dataclasses import dataclass
from datetime import date

from django.http import QueryDict

from catalog.models import Township
from villages.law.grid import By
from villages.law.matters import KeyContent


@dataclass(frozen=True)
class Asked:
    """year, by, content, keys as a query names them; what makes no sense is left aside."""

    year: int
    by: By
    content: KeyContent | None
    by_content: bool

    def query(self, **other: object) -> str:
        """This, or another choice, as a query string."""
        asked: dict[str, object] = {
            "year": self.year, "by": self.by.value, "key": self.content.value if self.content else "",
            "view": "keys" if self.by_content else "",
        } | other  # fmt: skip
        data = QueryDict(mutable=True)
        data.update({name: str(value) for name, value in asked.items() if value})
        return data.urlencode()


def years_of(township: Township, today: date) -> list[int]:
    """From the township's first year with the system to the last that duties are planned for."""
    return list(range(min(township.started_on.year, today.year), today.year + 2))


def asked(data: QueryDict, years: list[int], today: date) -> Asked:
    """A year that is not among `years` is this year, an unknown period a month."""
    year, by, key = data.get("year", ""), data.get("by", ""), data.get("key", "")
    return Asked(
        int(year) if year in {str(known) for known in years} else today.year,
        By(by) if by in set(By) else By.MONTH,
        KeyContent(key) if key in set(KeyContent) else None,
        data.get("view") == "keys",
    )
