"""Attribute measurement system analysis: do station and people judge known parts alike, every time, and right."""
