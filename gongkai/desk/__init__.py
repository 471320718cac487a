"""What waits for me, over all apps."""
