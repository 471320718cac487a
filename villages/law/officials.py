"""People in post in a village: the bodies there are, terms, and which two posts nobody holds at once (VIL-4)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from catalog.law.vocabulary import Labelled


class Body(Labelled):
    """In the order of the page."""

    PARTY = "party", "村党组织"
    COMMITTEE = "committee", "村民委员会"
    SUPERVISION = "supervision", "村务监督委员会"
    GROUP = "group", "村民小组"
    GRID = "grid", "网格"
    OTHER = "other", "其他"


# Members of the supervision committee may not be members of the village committee (VIL-4).
APART = frozenset({Body.COMMITTEE, Body.SUPERVISION})
_OF_RESIDENTS = {
    Body.PARTY: "社区党组织", Body.COMMITTEE: "居民委员会", Body.SUPERVISION: "居务监督委员会", Body.GROUP: "居民小组",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Term:
    """Who was in which body. since: the first day; until: the day of leaving, on which the person is in post no more."""

    name: str
    body: Body
    since: date
    until: date | None = None

    def in_post(self, on: date) -> bool:
        return self.since <= on and (self.until is None or on < self.until)

    def meets(self, other: "Term") -> bool:
        """Whether there is a day on which both are in post."""
        ends = [term.until for term in (self, other) if term.until is not None]
        return max(self.since, other.since) < min(ends, default=date.max)


def clash(term: Term, others: Iterable[Term]) -> Term | None:
    """Of the person's other terms one that may not stand beside this one at the same time (VIL-4).

    The same name in the same village is the same person; who has namesakes writes what tells them apart.
    """
    for other in others:
        if {term.body, other.body} == APART and plain(term.name) == plain(other.name) and term.meets(other):
            return other
    return None


def plain(name: str) -> str:
    """A name without the blanks with which short names are spread."""
    return re.sub(r"\s", "", name)


def body_label(body: Body, unit_name: str) -> str:
    """The body as it is called in this village or residents' community."""
    of_residents = "居民委员会" in unit_name or "社区" in unit_name
    return _OF_RESIDENTS.get(body, body.label) if of_residents else body.label
