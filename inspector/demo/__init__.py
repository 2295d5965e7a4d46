"""The demo product: a rendered board with true defects, on a simulated line."""
