"""Sheets of village affairs, read and written."""
