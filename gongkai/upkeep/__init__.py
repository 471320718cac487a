"""Upkeep of what everything hangs on: working calendar, the township's adoption of the catalog, checking of rows."""
