"""Measuring the product itself: many pairs judged from a manifest."""
