"""Template tags of village affairs."""
