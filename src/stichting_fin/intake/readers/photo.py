"""Photos of paper: a picture says nothing; a person reads it, and writes that down.

Source: the first bytes of JPEG (T.81), PNG, TIFF 6, WebP, and HEIF (ISO 23008-12).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from stichting_fin.intake.invoice import Invoice
from stichting_fin.intake.paper import receipt

SIGNS = {
    "jpeg": re.compile(rb"\xff\xd8\xff"),
    "png": re.compile(rb"\x89PNG\r\n\x1a\n"),
    "tiff": re.compile(rb"II\*\0|MM\0\*"),
    "webp": re.compile(rb"RIFF....WEBP", re.DOTALL),
    "heic": re.compile(rb"....ftyp(?:hei[cfsx]|mif1|msf1|avif)", re.DOTALL),
}


def sniff(head: bytes) -> str:
    """Name the kind of picture; "" when it is none."""
    return next((name for name, sign in SIGNS.items() if sign.match(head)), "")


def read(path: Path) -> Iterator[Invoice]:
    """Give the invoice as the TOML beside the picture says it.

    Raises:
        UnreadableError: There is no TOML beside it, or not a sound one.
    """
    yield receipt.read(path, "photo-plain")
