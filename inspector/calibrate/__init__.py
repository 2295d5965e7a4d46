"""Limits that keep a promise: from good parts to limits, and the watch over what the promise rests on."""
