"""The keyed intake: departments' business systems report what must be made public."""
