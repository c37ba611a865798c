"""Verification: whether a package is whole, and whether it is what the books say."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from stichting_fin import close
from stichting_fin.books import Books
from stichting_fin.fault import Fault, UnreadableError, fault
from stichting_fin.writers import package

MANIFEST = "manifest.json"
BESIDE = {MANIFEST, "herkomst.json"}


def whole(folder: Path) -> Iterator[Fault]:
    """Give a fault for each file that is not what the manifest of its folder says.

    Raises:
        UnreadableError: The manifest is not there, or is none.
    """
    listed = read(folder)["outputs"]
    for name, said in listed.items():
        path = folder / name
        if not path.is_file():
            yield fault((path, 0), "package-gone")
        else:
            yield from _same(path, said, path.read_bytes())
    here = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    for name in sorted(here - listed.keys() - BESIDE):
        yield fault((folder / name, 0), "package-extra")


def rebuilt(folder: Path, books: Books, administration: Path) -> Iterator[Fault]:
    """Give a fault for each file that the books would now make otherwise.

    Containers are compared by their uncompressed members: deflate differs between
    builds of zlib.

    Raises:
        UnreadableError: The manifest is not there, or is none.
    """
    listed = read(folder)
    boekjaar = books.period(listed["about"]["boekjaar"])
    day, draft = date.fromisoformat(listed["peildatum"]), listed["about"]["draft"]
    made = close.close(books, boekjaar, administration, day, draft == close.YES)
    now = {output.name: output.content for output in made}
    again: dict[str, Any] = json.loads(now.pop(MANIFEST))
    for part in ("inputs", "outputs"):
        for name in sorted(again[part].keys() | listed[part].keys()):
            was, new = listed[part].get(name), again[part].get(name)
            if _content(was) != _content(new):
                yield fault((folder / MANIFEST, 0), f"package-{part}", name=name)


def read(folder: Path) -> dict[str, Any]:
    """Read the manifest of a folder.

    Raises:
        UnreadableError: It is not there, or is none.
    """
    path = folder / MANIFEST
    try:
        said = json.loads(path.read_bytes())
        for key in ("inputs", "outputs", "peildatum", "about"):
            said[key]
    except OSError as error:
        raise UnreadableError("no-file", path) from error
    except (ValueError, LookupError, TypeError) as error:
        raise UnreadableError("no-manifest", path) from error
    found: dict[str, Any] = said
    return found


def _same(path: Path, said: Mapping[str, Any], content: bytes) -> Iterator[Fault]:
    """Compare a file, or else what is inside it, with what the manifest says."""
    if package.digest(content) == said["sha256"]:
        return
    try:
        inside = package.members(content)
    except BadZipFile:
        inside = {}
    listed = said.get("members", {})
    wrong = [
        name
        for name in sorted(inside.keys() | listed.keys())
        if name not in inside or package.digest(inside[name]) != listed.get(name)
    ]
    if not wrong:
        yield fault((path, 0), "package-changed")
    for name in wrong:
        yield fault((path, 0), "package-member", name=name)


def _content(said: Any) -> Any:
    """Give what must be equal: the members of a container, else the digest."""
    if isinstance(said, dict):
        return said.get("members") or said["sha256"]
    return said
