"""The texts of the demonstration, by subject. Each module has `pieces(world)`."""
