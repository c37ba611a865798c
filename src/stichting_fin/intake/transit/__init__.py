"""Transit: what a payment provider or a batch holds, taken apart."""
