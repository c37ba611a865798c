"""Billing: from an invoice to its entry, with the btw that the law asks."""
