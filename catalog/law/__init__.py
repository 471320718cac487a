"""The law of the catalog as plain Python: values and tables, no database and no clock."""
