"""Asking: what a person is asked or shown, and what her answers become."""
