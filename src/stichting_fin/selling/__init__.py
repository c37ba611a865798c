"""Selling: from what a person asks, or a contract, to an invoice and its entry."""
