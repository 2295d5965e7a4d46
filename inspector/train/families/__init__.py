"""Kinds of parts: each module holds designs that draw a scene from a random generator."""
