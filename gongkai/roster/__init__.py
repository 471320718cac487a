"""Units, staff and villages from one roster sheet."""
