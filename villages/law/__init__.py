"""The law of village affairs as plain Python."""
