"""PDF file: a question to a PDF, which may be broken in any way."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from pypdf import PdfReader

from stichting_fin.fault import UnreadableError

JUNK = 1024  # bytes that may stand before a PDF's first
Answer = TypeVar("Answer")


def begins(head: bytes) -> bool:
    """Tell whether a PDF begins so."""
    return b"%PDF-" in head[:JUNK]


def ask(path: Path, question: Callable[[PdfReader], Answer]) -> Answer:
    """Give what a PDF answers.

    pypdf raises whatever a broken file leads it to, not only its own errors.

    Raises:
        UnreadableError: It is no sound PDF.
    """
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        return question(PdfReader(path))
    except Exception as error:
        said = str(error) or type(error).__name__
        raise UnreadableError("pdf-broken", path, said=said) from error
