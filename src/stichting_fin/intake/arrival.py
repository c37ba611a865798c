"""Arrival: the files that lie in the inbox, or are brought there."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from stichting_fin.fault import UnreadableError
from stichting_fin.intake import receipt


def waiting(administration: Path) -> list[Path]:
    """Give the files that wait, in the order of their folders and names.

    The TOML beside a paper is a part of that paper, and no file by itself.
    """
    folder = administration / "importers" / "inbox"
    found = sorted(folder.rglob("*")) if folder.exists() else []
    return [
        path
        for path in found
        if path.is_file()
        and not path.is_symlink()
        and not path.name.startswith(".")
        and not receipt.is_beside(path)
    ]


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
                folder.mkdir(exist_ok=True)
                target = folder / path.name
                if target.exists():
                    digest = sha256(path.read_bytes()).hexdigest()
                    target = folder / digest[:12] / path.name
                    target.parent.mkdir(exist_ok=True)
                shutil.copyfile(path, target)
                found.append(target)
                if receipt.beside(path).is_file():
                    shutil.copyfile(receipt.beside(path), receipt.beside(target))
                    found.append(receipt.beside(target))
    except OSError as error:
        withdraw(administration, found)
        raise UnreadableError("no-file", error.filename) from error
    return found


def withdraw(administration: Path, copies: Iterable[Path]) -> None:
    """Take copies out of the inbox again, with the folders made for them."""
    folder = administration / "importers" / "inbox"
    for path in copies:
        path.unlink()
        if path.parent != folder and not any(path.parent.iterdir()):
            path.parent.rmdir()
