"""HTML of any origin (Word, WPS, other sites) brought into the few structures of a public text."""
