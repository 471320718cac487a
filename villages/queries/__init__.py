"""What pages of village affairs read."""
