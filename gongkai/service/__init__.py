"""Running the portal: keys, first log-ins, preparation, supervised processes, health, backups."""
