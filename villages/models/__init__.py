"""Records of village affairs."""

from villages.models.agreement import ComparedList, Comparison, Difference, RememberedFigures
from villages.models.objections import Objection, VillagePolicy
from villages.models.sheets import FinanceLine, Sheet, SheetEvent, SheetRow, SheetSignature
from villages.models.villages import Village

__all__ = [
    "ComparedList",
    "Comparison",
    "Difference",
    "FinanceLine",
    "Objection",
    "RememberedFigures",
    "Sheet",
    "SheetEvent",
    "SheetRow",
    "SheetSignature",
    "Village",
    "VillagePolicy",
]
