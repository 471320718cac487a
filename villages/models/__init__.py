"""Records of village affairs."""

from villages.models.finance import FinanceLine, FinanceSheet, SheetEvent, SheetSignature
from villages.models.objections import Objection, VillagePolicy
from villages.models.officials import Official
from villages.models.villages import Village
from villages.models.wall import WallPosting

__all__ = [
    "FinanceLine",
    "FinanceSheet",
    "Objection",
    "Official",
    "SheetEvent",
    "SheetSignature",
    "Village",
    "VillagePolicy",
    "WallPosting",
]
