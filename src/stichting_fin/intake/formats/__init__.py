"""Formats: how each bank writes its table of movements, told in TOML.

A face sets `FORMATEN` to the folder with the treasurer's own descriptions.
"""

from __future__ import annotations

from contextvars import ContextVar
from pathlib import Path

FORMATEN: ContextVar[Path | None] = ContextVar("FORMATEN", default=None)
REGISTERS = "register-*.toml"  # of tables of invoices, in the same folder
