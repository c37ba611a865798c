"""The books of a Dutch foundation: read, keep, report, close."""

__version__ = "0.1.0"
