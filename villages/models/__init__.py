"""Records of village affairs."""

from villages.models.lists import ListEvent, ListSignature, VillageList, VillageListRow
from villages.models.objections import Objection, VillagePolicy
from villages.models.sheets import FinanceLine, Sheet, SheetEvent, SheetRow, SheetSignature
from villages.models.villages import Village

__all__ = [
    "FinanceLine",
    "ListEvent",
    "ListSignature",
    "Objection",
    "Sheet",
    "SheetEvent",
    "SheetRow",
    "SheetSignature",
    "Village",
    "VillageList",
    "VillageListRow",
    "VillagePolicy",
]
