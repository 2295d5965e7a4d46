"""Alarms: what on the line a person must act on, since when, and who has seen it."""
