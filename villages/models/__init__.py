"""Records of village affairs."""

from villages.models.objections import Objection, VillagePolicy
from villages.models.papers import SheetPaper
from villages.models.sheets import FinanceLine, Sheet, SheetEvent, SheetRow, SheetSignature
from villages.models.villages import Village

__all__ = [
    "FinanceLine",
    "Objection",
    "Sheet",
    "SheetEvent",
    "SheetPaper",
    "SheetRow",
    "SheetSignature",
    "Village",
    "VillagePolicy",
]
