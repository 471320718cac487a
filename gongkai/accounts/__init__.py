"""Signing in: password, second factor, forced change of password."""
