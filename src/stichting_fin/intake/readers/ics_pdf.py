"""ICS: the monthly statement of a credit card, as the PDF that the bank gives."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pypdf import PdfReader

from stichting_fin.fault import UnreadableError
from stichting_fin.intake import pdf_file
from stichting_fin.intake.readers import ics
from stichting_fin.intake.statement import Statement

FORMAT = "pdf-ics"


def sniff(head: bytes) -> str:
    """Give "pdf-ics" for any PDF: only its text tells whose it is."""
    return FORMAT if pdf_file.begins(head) else ""


def look(path: Path) -> str:
    """Give "pdf-ics" when the first page says whose card statement it is."""
    try:
        return FORMAT if ics.is_ours(pdf_file.ask(path, _first)) else ""
    except UnreadableError:
        return ""


def read(path: Path) -> Iterator[Statement]:
    """Give each month in the file.

    Raises:
        UnreadableError: It is no sound PDF, or a row that has days is not one that
            we know.
    """
    yield from ics.months(pdf_file.ask(path, _laid_out), path)


def _first(pdf: PdfReader) -> str:
    return pdf.pages[0].extract_text()


def _laid_out(pdf: PdfReader) -> str:
    """Give the text of all pages, its columns as far apart as they are on paper."""
    pages = [page.extract_text(extraction_mode="layout") for page in pdf.pages]
    return "\n".join(pages)
