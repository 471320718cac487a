"""Whether a record with a history is still as the page showed it from which somebody acts."""

from django.db.models import Model

STALE = "别人刚刚改过这条记录。您填写的内容没有保存，仍留在下面，请核对后再提交。"


def newest_entry(record: Model) -> int | None:
    """The number of the newest entry in the record's history; None where it has none. 1 query."""
    history = record.history  # type: ignore[attr-defined]
    number = history.order_by("-history_id").values_list("history_id", flat=True).first()
    return None if number is None else int(number)


def is_stale(record: Model, seen: int | None) -> bool:
    """seen: the entry the page was made from; None where the caller has compared it already. 1 query or none."""
    return seen is not None and seen != newest_entry(record)
