"""Readers: one module for each family of formats, each a file into documents.

A reader is found by its module's name. To add a format, add a module.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import NamedTuple, Protocol, cast

from stichting_fin.fault import UnreadableError
from stichting_fin.intake.invoice import Invoice
from stichting_fin.intake.statement import Statement

HEAD = 8192  # bytes a sniffer sees
Document = Statement | Invoice


class Reader(Protocol):
    """What a reader module offers. The module itself is the object."""

    def sniff(self, head: bytes) -> str:
        """Name the format that a file's first bytes hold; "" when it is not ours.

        Names: "camt.053.001.02", "mt940", "csv-ing", "ubl", "cii".
        """

    def read(self, path: Path) -> Iterator[Document]:
        """Give every document in the file, one at a time.

        Raises:
            UnreadableError: The file cannot be read at all.
        """


class Looker(Protocol):
    """A reader that must see more than first bytes. The module is the object."""

    def look(self, path: Path) -> str:
        """Name the format that a file is, when its first bytes may be ours."""


class Format(NamedTuple):
    """A format and the reader that knows it."""

    name: str
    reader: Reader


@cache
def readers() -> tuple[tuple[str, Reader], ...]:
    """Give every reader with its name, in the order of names."""
    found = []
    for module in iter_modules(__path__):
        reader = import_module(f"{__name__}.{module.name}")
        if hasattr(reader, "sniff"):
            found.append((module.name, cast("Reader", reader)))
    return tuple(found)


def detect(path: Path) -> Format:
    """Tell by its content, never by its name, what a file is.

    A reader that only presumes it gives way to one that knows it.

    Raises:
        UnreadableError: Nobody knows it, two readers claim it, or the books could
            not name it.
    """
    if path.name != path.name.encode("utf-8", "replace").decode():
        raise UnreadableError("file-name", path)
    with path.open("rb") as file:
        head = file.read(HEAD)
    found = [Format(name, r) for _, r in readers() if (name := _name(r, head, path))]
    found = [each for each in found if not hasattr(each.reader, "PRESUMED")] or found
    if not found:
        raise UnreadableError("format-unknown", path)
    if len(found) > 1:
        names = ", ".join(name for name, _ in found)
        raise UnreadableError("format-ambiguous", path, names=names)
    return found[0]


def _name(reader: Reader, head: bytes, path: Path) -> str:
    """Give the name by which a reader knows a file, when it has looked its fill."""
    name = reader.sniff(head)
    if name and hasattr(reader, "look"):
        return cast("Looker", reader).look(path)
    return name
