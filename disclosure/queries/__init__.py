"""Questions over publications."""
