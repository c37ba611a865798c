"""Proving: each bank line once, each statement whole, each account unbroken."""
