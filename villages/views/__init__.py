"""Pages of village affairs."""
