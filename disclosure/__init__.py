"""What is made public and what is asked for; imports catalog."""
