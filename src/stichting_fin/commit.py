"""Commit: many files of an administration changed as one, or not at all.

First every new content is written beside its target, then a plan that names all
changes, then they are made. A kill before the plan leaves everything as it was;
one after it is made good by `recover`, which every command calls first. Commands
that write keep each other out with `alone`.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path

from stichting_fin.fault import UnreadableError

PLAN = ".import.json"
LOCK = ".lock"
PATIENCE = 5.0  # seconds that a command waits for another


def commit(
    root: Path,
    writes: Mapping[Path, bytes],
    moves: Iterable[tuple[Path, Path]] = (),
    gone: Iterable[Path] = (),
) -> None:
    """Make all changes below a folder.

    Args:
        root: The administration.
        writes: The new content of each file.
        moves: Files with their new places; an equal file there is kept.
        gone: Files that go.

    Raises:
        UnreadableError: The disk refuses; then nothing was changed.
    """
    drafts: list[tuple[Path, Path]] = []
    try:
        for target, content in writes.items():
            drafts.append((_draft(target), target))
            _write(_draft(target), content)
        plan = {
            "replace": [[_name(root, a), _name(root, b)] for a, b in drafts],
            "move": [[_name(root, a), _name(root, b)] for a, b in moves],
            "gone": [_name(root, path) for path in gone],
        }
        _write(_draft(root / PLAN), json.dumps(plan).encode())
    except OSError as error:
        for draft, _ in [*drafts, (_draft(root / PLAN), root)]:
            with suppress(OSError):  # it says no more than the first error did
                draft.unlink()
        said = error.strerror or str(error)
        raise UnreadableError(
            "not-written", error.filename or root, said=said
        ) from error
    _draft(root / PLAN).replace(root / PLAN)
    recover(root)


@contextmanager
def alone(root: Path) -> Iterator[None]:
    """Keep every other command that writes out of an administration.

    The lock is SQLite's on an empty file: it works on every system, and goes by
    itself with a command that is killed.

    Raises:
        UnreadableError: Another command is at work, or the disk refuses.
    """
    path = root / LOCK
    with ExitStack() as held:
        try:
            lock = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)
            held.enter_context(closing(lock))
            lock.execute("PRAGMA journal_mode = OFF")  # nothing is ever written
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.Error as error:
            busy = error.sqlite_errorcode == sqlite3.SQLITE_BUSY
            code = "books-busy" if busy else "not-written"
            raise UnreadableError(code, path, said=str(error)) from error
        yield


def recover(root: Path) -> bool:
    """Finish what a killed import had planned; tell whether there was anything."""
    plan = root / PLAN
    if not plan.exists():
        return False
    said = json.loads(plan.read_text("utf-8"))
    for draft, target in said["replace"]:
        if (root / draft).exists():
            (root / draft).replace(root / target)
    for old, new in said["move"]:
        if (root / old).exists():
            (root / new).parent.mkdir(parents=True, exist_ok=True)
            (root / old).replace(root / new)
            _prune((root / old).parent)
    for path in said.get("gone", ()):
        (root / path).unlink(missing_ok=True)
    plan.unlink()
    return True


def _prune(folder: Path) -> None:
    """Remove a folder of the inbox that is empty now."""
    if folder.name != "inbox" and not any(folder.iterdir()):
        folder.rmdir()


def _draft(path: Path) -> Path:
    return path.with_name(f".{path.name}.draft")


def _name(root: Path, path: Path) -> str:
    return path.relative_to(root).as_posix()


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
