"""Golden-reference defect inspection for production lines."""
