"""Models: how the shipped comparator files are made."""
