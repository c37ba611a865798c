"""Formats: how each bank writes its table of movements, told in TOML."""
