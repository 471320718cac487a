"""Reading of sheets and archives; nothing here writes records."""
