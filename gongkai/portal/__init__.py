"""Home, newest, site map, preference of elder mode."""
