"""Questions over several records of the catalog."""
