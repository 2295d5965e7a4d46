"""The record: one durable row per part, and its raw frame."""
