"""Forms of village affairs."""
