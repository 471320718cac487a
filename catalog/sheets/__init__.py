"""Spreadsheets: workbooks to rows of text and rows back to workbooks. Writes no record."""
