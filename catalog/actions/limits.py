"""The structured rules of printed time limits, derived from their text whenever it changes."""

from collections.abc import Iterable
from functools import lru_cache

from catalog.law import timelimits
from catalog.law.timelimits import Rule
from catalog.models import Adoption, Node, TimeLimit


def derive_limits(rows: Iterable[Node | Adoption]) -> int:
    """Derive the rules of many rows anew: what stood is deleted, 2–3 queries per thousand rows. Returns the rules' number.

    Rows of one kind, nodes or adoptions; those without a text get no rule (of an adoption: as printed).
    """
    every: list[Node | Adoption] = list(rows)
    for start in range(0, len(every), 500):
        part = every[start : start + 500]
        nodes = [row.pk for row in part if isinstance(row, Node)]
        adoptions = [row.pk for row in part if isinstance(row, Adoption)]
        if nodes:
            TimeLimit.objects.filter(node__in=nodes).delete()
        if adoptions:
            TimeLimit.objects.filter(adoption__in=adoptions).delete()
    made = [
        TimeLimit(
            node_id=row.pk if isinstance(row, Node) else None,
            adoption_id=row.pk if isinstance(row, Adoption) else None,
            position=position,
            kind=rule.kind,
            data=rule.to_dict(),
        )
        for row in every
        for position, rule in enumerate(_rules(row.limit_text))
    ]
    TimeLimit.objects.bulk_create(made, batch_size=500)
    return len(made)


@lru_cache(maxsize=2048)
def _rules(text: str) -> tuple[Rule, ...]:
    """A catalog repeats few wordings over many rows."""
    return timelimits.parse(text).rules if text.strip() else ()
