"""Pages of applications: the resident's, and the office's."""
