"""Imports: upload a sheet, look at what it would do, confirm or give up."""
