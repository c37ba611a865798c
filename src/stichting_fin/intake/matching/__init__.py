"""Matching: which open items a payment settles, for sure or likely, and the undoing."""
