"""Records of village affairs."""

from villages.models.finance import FinanceLine, FinanceSheet, SheetEvent, SheetSignature
from villages.models.lists import ListEvent, ListSignature, VillageList, VillageListRow
from villages.models.objections import Objection, VillagePolicy
from villages.models.villages import Village

__all__ = [
    "FinanceLine",
    "FinanceSheet",
    "ListEvent",
    "ListSignature",
    "Objection",
    "SheetEvent",
    "SheetSignature",
    "Village",
    "VillageList",
    "VillageListRow",
    "VillagePolicy",
]
