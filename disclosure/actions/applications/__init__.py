"""Acts on applications for disclosure, by subject; what all of them share is `course`."""
