"""Arrival: the files that lie in the inbox, or are brought there."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from stichting_fin.fault import UnreadableError


def waiting(administration: Path) -> list[Path]:
    """Give the files that wait, in the order of their folders and names."""
    folder = administration / "importers" / "inbox"
    found = sorted(folder.rglob("*")) if folder.exists() else []
    return [
        path
        for path in found
        if path.is_file() and not path.is_symlink() and not path.name.startswith(".")
    ]


def deliver(administration: Path, paths: Iterable[Path]) -> list[Path]:
    """Put copies of files from elsewhere in the inbox, and give them.

    What waits there already stays: another file of its name gets a folder.

    Raises:
        UnreadableError: One is not there, or the disk refuses.
    """
    folder = administration / "importers" / "inbox"
    found = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path in paths:
            if not path.resolve().is_relative_to(folder.resolve()):
                target = folder / path.name
                if target.exists():
                    digest = sha256(path.read_bytes()).hexdigest()
                    target = folder / digest[:12] / path.name
                    target.parent.mkdir(exist_ok=True)
                shutil.copyfile(path, target)
                found.append(target)
    except OSError as error:
        withdraw(administration, found)
        raise UnreadableError("no-file", error.filename) from error
    return found


def withdraw(administration: Path, copies: Iterable[Path]) -> None:
    """Take copies out of the inbox again, with the folders made for them."""
    folder = administration / "importers" / "inbox"
    for path in copies:
        path.unlink()
        if path.parent != folder:
            path.parent.rmdir()
