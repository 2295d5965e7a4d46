"""Cameras: one photograph of one part on request."""
