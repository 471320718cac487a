"""Records of village affairs."""

from villages.models.villages import Village

__all__ = ["Village"]
