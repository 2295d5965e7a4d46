"""The local dashboard: pages and their data, read from the record."""
