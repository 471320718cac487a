"""The one way an act says no to something the person at the desk can mend."""


class ActRefused(Exception):
    """An act cannot be done as asked. `str()` is a sentence for the person who asked; nothing was saved."""
