"""Comparators: how far an aligned part deviates from its golden, per pixel."""
