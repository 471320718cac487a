"""The annual report as the 2021 form prints it: one description of its tables for page, publication and DOCX."""
