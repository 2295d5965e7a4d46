"""The only place that chooses adapters and puts a station together."""
