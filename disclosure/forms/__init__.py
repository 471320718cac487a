"""Input made clean."""
