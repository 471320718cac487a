"""Input of people made clean."""
