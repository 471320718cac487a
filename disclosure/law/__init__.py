"""The rules of disclosure as plain Python."""
