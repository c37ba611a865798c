"""Live the year on a copy of the books: import, file each return, close.

    python tests/demo/live.py TARGET [--until STEP] [--to FOLDER]

STEP is 2025-Q1 to 2025-Q4, `daarna` (what still came) or `close`. It stops with the
program's own words where a step fails.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HOUSE = Path(__file__).parents[2]
LIFE = Path(__file__).parent / "leven.toml"
LATER = "2026"
PARTS = ("ledger", "importers", "reports")


@dataclass(frozen=True, slots=True)
class Step:
    """A part of the year: the folders that came, and what is then asked."""

    name: str
    folders: tuple[str, ...]
    commands: tuple[tuple[str, ...], ...]


def steps(build: Path) -> Iterator[Step]:
    """Give the steps of the year in their order."""
    life = tomllib.loads(LIFE.read_text("utf-8"))
    for quarter in life["kwartaal"]:
        day, reference = str(quarter["ingediend"]), quarter["kenmerk"]
        seal = ("btw", quarter["periode"], "--filed-on", day, "--reference", reference)
        yield Step(quarter["periode"], tuple(quarter["mappen"]), (("import",), seal))
    yield Step("daarna", tuple(life["daarna"]["mappen"]), (("import",),))
    close = (
        "close",
        life["boekjaar"],
        "--on",
        str(life["peildatum"]),
        "--to",
        str(build),
    )
    yield Step("close", (), (close,))


def copy(target: Path, house: Path = HOUSE) -> None:
    """Copy the administration, with an inbox in which nothing lies yet.

    What was written after the year is left out until it comes. A `build` folder in
    the target stays; books of an earlier life go.
    """
    for part in PARTS:
        shutil.rmtree(target / part, ignore_errors=True)
        shutil.copytree(house / part, target / part, ignore=_later)
    (target / "importers" / "inbox").mkdir()


def arrive(target: Path, folders: tuple[str, ...], house: Path = HOUSE) -> None:
    """Lay dated folders in the copy's inbox."""
    for folder in folders:
        way = Path("importers", "inbox", folder)
        shutil.copytree(house / way, target / way, dirs_exist_ok=True)


def write_on(target: Path, house: Path = HOUSE) -> None:
    """Lay in the copy what was written by hand after the year: its bestemming."""
    way = Path("ledger", LATER)
    shutil.copytree(house / way, target / way, dirs_exist_ok=True)


def run(target: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run the program on the copy, as a person would."""
    path = os.pathsep.join(
        filter(None, [str(HOUSE / "src"), os.environ.get("PYTHONPATH")])
    )
    return subprocess.run(
        [sys.executable, "-m", "stichting_fin", "--books", str(target), *command],
        check=False, capture_output=True, encoding="utf-8", env={**os.environ, "PYTHONPATH": path},
    )  # fmt: skip


def live(
    target: Path, until: str = "close", to: Path | None = None
) -> subprocess.CompletedProcess[str] | None:
    """Live the year up to and with a step; give the first command that failed."""
    copy(target)
    for step in steps(to or target / "build" / "2025"):
        arrive(target, step.folders)
        if step.name == "daarna":
            write_on(target)
        for command in step.commands:
            print(f"== {' '.join(command)}", flush=True)  # noqa: T201  # what a person sees
            done = run(target, *command)
            print(done.stdout, end="", flush=True)  # noqa: T201
            if done.returncode:
                return done
        if step.name == until:
            break
    return None


def main() -> int:
    """Live the year as the arguments say; the exit code is the program's own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", type=Path)
    names = [step.name for step in steps(Path())]
    parser.add_argument("--until", choices=names, default="close")
    parser.add_argument("--to", type=Path)
    said = parser.parse_args()
    failed = live(said.target.resolve(), said.until, said.to and said.to.resolve())
    if failed is None:
        return 0
    print(failed.stderr, end="", file=sys.stderr)  # noqa: T201
    return failed.returncode


def _later(folder: str, names: list[str]) -> list[str]:
    gone = {"importers": "inbox", "ledger": LATER}.get(Path(folder).name)
    return [name for name in names if name == gone]


if __name__ == "__main__":
    sys.exit(main())
