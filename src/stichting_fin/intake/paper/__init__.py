"""Paper: invoices that only a person can read, and what a PDF's text proposes."""
