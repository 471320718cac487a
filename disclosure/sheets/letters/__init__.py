"""Papers of a case: their texts, and the same text as page, DOCX and PDF (section G)."""
