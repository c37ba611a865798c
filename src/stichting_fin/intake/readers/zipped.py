"""A zip of CAMT messages: ABN AMRO gives one XML file for each day.

The files are read in the order of their names, each unpacked as it is read.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from zipfile import BadZipFile, ZipFile, ZipInfo

from stichting_fin.fault import UnreadableError
from stichting_fin.intake.readers import HEAD, camt
from stichting_fin.intake.statement import Statement

OFFICE = (b"[Content_Types].xml", b"docProps/", b"xl/", b"_rels/", b"mimetype")
LITTER = ("__MACOSX/", ".")  # what a Mac puts beside the files
LOCKED = 0x1
BROKEN = (BadZipFile, zlib.error, EOFError, NotImplementedError, OSError)


def sniff(head: bytes) -> str:
    """Tell a zip by its sign, unless it is the inside of an office document."""
    office = head[30:60].startswith(OFFICE)
    return "camt-zip" if head.startswith(b"PK\x03\x04") and not office else ""


def read(path: Path) -> Iterator[Statement]:
    """Give every statement of every file in the zip.

    Raises:
        UnreadableError: The zip is broken or locked, or a file in it is no CAMT, or
            not of the same version as the first.
    """
    try:
        with ZipFile(path) as whole:
            members = sorted(
                filter(_counts, whole.infolist()), key=lambda m: m.filename
            )
            if not members:
                raise UnreadableError("zip-empty", path)
            _refuse_strangers(path, whole, members)
            for member in members:
                with whole.open(member) as file:
                    yield from camt.statements(file, path / member.filename)
    except BROKEN as error:
        raise UnreadableError("zip-broken", path, said=error) from error


def _counts(member: ZipInfo) -> bool:
    name = member.filename
    hidden = PurePosixPath(name).name.startswith(LITTER)
    return not (member.is_dir() or hidden or name.startswith(LITTER))


def _refuse_strangers(path: Path, whole: ZipFile, members: list[ZipInfo]) -> None:
    """See that all are of one format, before the first is read."""
    first = ""
    for member in members:
        name = member.filename
        if member.flag_bits & LOCKED:
            raise UnreadableError("zip-locked", path, name=name)
        with whole.open(member) as file:
            format_ = camt.sniff(file.read(HEAD))
        first = first or format_
        if not format_ or format_ != first:
            raise UnreadableError("zip-mixed", path, name=name)
