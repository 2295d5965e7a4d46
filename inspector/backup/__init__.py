"""A whole station in one file, and a station made of such a file again."""
