"""Acts of village affairs."""
