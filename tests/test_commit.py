"""Many files change as one: a kill or a full disk leaves the old or the new."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from click.testing import CliRunner

from stichting_fin import commit
from stichting_fin.cli import main
from stichting_fin.fault import UnreadableError


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "inbox/2025-01-01").mkdir(parents=True)
    (tmp_path / "inbox/2025-01-01/a.xml").write_bytes(b"bank")
    (tmp_path / "one.txt").write_bytes(b"old")
    return tmp_path


def changes(root: Path) -> tuple[dict[Path, bytes], list[tuple[Path, Path]]]:
    writes = {root / "one.txt": b"new", root / "deep/two.txt": b"new"}
    return writes, [
        (root / "inbox/2025-01-01/a.xml", root / "archief/2025-01-01/a.xml")
    ]


def state(root: Path) -> dict[str, bytes]:
    files = (path for path in root.rglob("*") if path.is_file())
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}


NEW = {"one.txt": b"new", "deep/two.txt": b"new", "archief/2025-01-01/a.xml": b"bank"}
OLD = {"one.txt": b"old", "inbox/2025-01-01/a.xml": b"bank"}


def test_all_changes_are_made_and_nothing_is_left_beside_them(root: Path) -> None:
    commit.commit(root, *changes(root))

    assert state(root) == NEW
    assert (root / "inbox").exists()
    assert not (root / "inbox/2025-01-01").exists()
    assert not commit.recover(root)


def test_a_full_disk_changes_nothing(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, seen = commit._write, []  # noqa: SLF001  # the one door to the disk

    def full(path: Path, content: bytes) -> None:
        seen.append(path)
        if len(seen) == 2:
            raise OSError(errno.ENOSPC, "No space left on device", str(path))
        real(path, content)

    monkeypatch.setattr(commit, "_write", full)

    with pytest.raises(
        UnreadableError, match="No space left on device: nothing was changed"
    ):
        commit.commit(root, *changes(root))
    assert state(root) == OLD


def test_a_kill_at_any_moment_leaves_the_old_or_leads_to_the_new(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for step in range(10):
        for path in sorted(root.rglob("*"), reverse=True):
            path.unlink() if path.is_file() else path.rmdir()
        (root / "inbox/2025-01-01").mkdir(parents=True)
        (root / "inbox/2025-01-01/a.xml").write_bytes(b"bank")
        (root / "one.txt").write_bytes(b"old")
        killed(root, step, monkeypatch)
        commit.recover(root)
        found = {
            k: v for k, v in state(root).items() if not k.split("/")[-1].startswith(".")
        }

        assert found in (OLD, NEW)


class KilledError(Exception):
    pass


def killed(root: Path, step: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commit, but be killed before the step-th change of the disk."""
    left = [step]

    def mortal(real: Callable[..., object]) -> Callable[..., object]:
        def deed(*args: object, **named: object) -> object:
            if left[0] == 0:
                raise KilledError
            left[0] -= 1
            return real(*args, **named)

        return deed

    with monkeypatch.context() as patch:
        patch.setattr(commit, "_write", mortal(commit._write))  # noqa: SLF001  # idem
        patch.setattr(Path, "replace", mortal(Path.replace))
        patch.setattr(Path, "rmdir", mortal(Path.rmdir))
        with suppress(KilledError):
            commit.commit(root, *changes(root))


def test_a_file_may_go_in_the_same_stroke(root: Path) -> None:
    commit.commit(root, {}, gone=[root / "one.txt", root / "never.txt"])

    assert state(root) == {"inbox/2025-01-01/a.xml": b"bank"}


def test_of_two_commands_that_write_one_waits_and_then_gives_up(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commit, "PATIENCE", 0.01)

    with (
        commit.alone(root),
        pytest.raises(UnreadableError, match="another command is at work"),
        commit.alone(root),
    ):
        pytest.fail("two at work")
    with commit.alone(root):
        pass


def test_a_killed_command_locks_nobody_out(root: Path) -> None:
    killed = (
        "import os, sys; from pathlib import Path; from stichting_fin import commit\n"
        "with commit.alone(Path(sys.argv[1])): print('in', flush=True); os._exit(9)"
    )
    done = subprocess.run(
        [sys.executable, "-c", killed, str(root)],
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1] / "src")},
    )

    assert (done.returncode, done.stdout.strip()) == (9, b"in")
    assert [path.name for path in root.glob(".*")] == [commit.LOCK]
    with commit.alone(root):
        pass


def test_a_folder_that_takes_no_lock_is_told(root: Path) -> None:
    (root / commit.LOCK).mkdir()

    with (
        pytest.raises(UnreadableError, match="nothing was changed"),
        commit.alone(root),
    ):
        pytest.fail("it has a lock")


def test_a_folder_without_books_gets_no_lock(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["--books", str(tmp_path), "import"])

    assert done.exit_code == 2, done.output
    assert not [*tmp_path.iterdir()]
