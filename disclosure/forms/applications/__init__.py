"""Forms of applications: the resident's, and one small form per act of the office."""
