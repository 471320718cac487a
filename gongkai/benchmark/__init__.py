"""Speed of the public pages, measured on this machine against an empty view in the same run."""
