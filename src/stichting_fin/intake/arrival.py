"""Arrival: the files that lie in the inbox, or are brought there."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from stichting_fin.fault import UnreadableError
from stichting_fin.intake.paper import receipt

DAY = re.compile(r"\d{4}-\d\d-\d\d")


def waiting(administration: Path) -> list[Path]:
    """Give the files that wait; a link to elsewhere is none."""
    found = files(administration / "importers" / "inbox")
    return [path for path in found if not path.is_symlink()]


def files(folder: Path) -> list[Path]:
    """Give the files below a folder, in the order of their folders and names.

    The TOML beside a paper is a part of that paper, and no file by itself.
    """
    return [
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and not path.name.startswith(".")
        and not receipt.is_beside(path)
    ]


def bron(path: Path, content: bytes) -> str:
    """Give the mark by which entries name their file: `file#sha12`."""
    return f"{path.name}#{sha256(content).hexdigest()[:12]}"


def moves(path: Path, target: Path) -> list[tuple[Path, Path]]:
    """Give the moves that bring a file somewhere, with the TOML beside it."""
    found = [(path, target)]
    if receipt.is_read(path):
        found.append((receipt.beside(path), receipt.beside(target)))
    return found


def deliver(administration: Path, paths: Iterable[Path], day: str = "") -> list[Path]:
    """Put copies of files from elsewhere in the inbox, and give them.

    What waits there already stays: another file of its name gets a folder. The
    TOML beside a paper comes along.

    Args:
        administration: The folder with ledger/ and importers/.
        paths: The files.
        day: The folder of the inbox that they go in, named after the day they came.

    Raises:
        UnreadableError: One is not there, or the disk refuses.
    """
    inbox = administration / "importers" / "inbox"
    folder = inbox / day
    found = []
    try:
        inbox.mkdir(parents=True, exist_ok=True)
        for path in paths:
            if not path.resolve().is_relative_to(inbox.resolve()):
                target = _place(folder, path)
                if receipt.is_read(path):
                    note = receipt.beside(path)
                    found.append(_copied(note, receipt.beside(target)))
                found.append(_copied(path, target))
    except OSError as error:
        withdraw(administration, found)
        raise UnreadableError("no-file", error.filename) from error
    return found


def received(administration: Path, path: Path, day: str) -> Path:
    """Put a paper in the folder of the inbox named after the day that it came.

    One that lies in the inbox already is moved there, with the TOML beside it.

    Raises:
        UnreadableError: The disk refuses.
    """
    inbox = administration / "importers" / "inbox"
    if path.resolve().parent == (inbox / day).resolve():
        return path
    found = deliver(administration, [path], day)
    if found:
        return found[-1]
    target = _place(inbox / day, path)
    for old, new in (
        (path, target),
        (receipt.beside(path), receipt.beside(target)),
    ):
        if old.is_file():
            old.replace(new)
    _prune(path.parent, inbox)
    return target


def day_of(path: Path) -> str:
    """Give the day that a file's folder is named after, or ""."""
    return folder_day(path.resolve())


def folder_day(path: Path) -> str:
    """Give the day after which a folder in a path is named, or ""."""
    return next(filter(DAY.fullmatch, path.parts[:-1]), "")


def withdraw(administration: Path, copies: Iterable[Path]) -> None:
    """Take copies out of the inbox again, with the folders made for them."""
    folder = administration / "importers" / "inbox"
    for path in copies:
        path.unlink()
        _prune(path.parent, folder)


def _prune(folder: Path, inbox: Path) -> None:
    """Remove a folder that is empty now."""
    if folder.resolve() != inbox.resolve() and not any(folder.iterdir()):
        folder.rmdir()


def _copied(path: Path, target: Path) -> Path:
    """Copy a file whole or not at all: what a kill leaves of it is hidden."""
    draft = target.with_name(f".{sha256(str(target).encode()).hexdigest()[:12]}.draft")
    shutil.copyfile(path, draft)
    return draft.replace(target)


def _place(folder: Path, path: Path) -> Path:
    """Give a file's place in a folder; another of its name gets one of its own."""
    target = folder / path.name
    if target.exists():
        digest = sha256(path.read_bytes()).hexdigest()
        target = folder / digest[:12] / path.name
    target.parent.mkdir(parents=True, exist_ok=True)
    return target
