"""Village affairs 村务公开; imports disclosure and catalog."""
