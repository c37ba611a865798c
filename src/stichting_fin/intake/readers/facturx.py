"""Factur-X and ZUGFeRD 2: the invoice that a PDF carries inside.

Which format it is, is found by its content, as with any file; the PDF's own
text is never booked: one without an invoice inside is paper, and a person's TOML
beside it tells. ZUGFeRD 1.0 is no format that we know.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from mimetypes import guess_type
from pathlib import Path
from typing import Protocol, cast

from pypdf import PdfReader

from stichting_fin.fault import UnreadableError
from stichting_fin.intake import identity, pdf_file
from stichting_fin.intake.invoice import Attachment, Invoice
from stichting_fin.intake.paper import receipt
from stichting_fin.intake.readers import HEAD, readers

PRESUMED = True  # a PDF is an invoice, or paper, unless another reader knows it
USUAL = ("factur-x.xml", "xrechnung.xml", "zugferd-invoice.xml")


class Inner(Protocol):
    """A reader that can read a document inside a file. The module is the object."""

    def parse(self, content: bytes, path: Path) -> Invoice:
        """Read the document; `path` is that of the file around it."""


def sniff(head: bytes) -> str:
    """Give "factur-x" for any PDF: only its end tells whether it holds an invoice."""
    return "factur-x" if pdf_file.begins(head) else ""


def read(path: Path) -> Iterator[Invoice]:
    """Give the invoice inside the PDF, with the files that it has beside it.

    Raises:
        UnreadableError: It holds none and nobody read it, or more than one, or it
            is no sound PDF.
    """
    files = _files(path)
    inner = [(file, reader) for file in files if (reader := _reader(file.content))]
    if len(inner) > 1:
        inner = [each for each in inner if each[0].name.lower() in USUAL] or inner
    if not inner:
        yield receipt.read(path, "pdf-plain")
        return
    if len(inner) > 1:
        raise UnreadableError("pdf-many", path, number=len(inner))
    [(found, reader)] = inner
    invoice = reader.parse(found.content, path)
    beside = (file for file in files if file is not found)
    yield replace(invoice, attachments=(*invoice.attachments, *beside))


def _reader(content: bytes) -> Inner | None:
    """Give the reader that knows a file inside, when it is an invoice."""
    for _, reader in readers():
        if hasattr(reader, "parse") and reader.sniff(content[:HEAD]):
            return cast("Inner", reader)
    return None


def _files(path: Path) -> list[Attachment]:
    """Give the files inside a PDF."""
    return [
        Attachment(file, guess_type(file)[0] or "application/octet-stream", content)
        for name, content in pdf_file.ask(path, _held)
        if (file := identity.file_name(name))
    ]


def _held(pdf: PdfReader) -> list[tuple[str, bytes]]:
    held = pdf.attachments.items()
    return [(name, content) for name, files in held for content in files]
