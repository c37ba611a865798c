"""Measure the targets as ratios in one run: `make bench`, or `run.py --quick`.

Absolute times differ from machine to machine, so each is told beside that of a peer
on the same data in the same run. The table goes to build/bench/table.md too.
"""

from __future__ import annotations

import argparse
import json
import math
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass
from io import StringIO
from itertools import chain
from pathlib import Path
from statistics import median
from time import perf_counter

HOUSE = Path(__file__).parents[2]
sys.path[:0] = [str(HOUSE / "tests"), str(HOUSE / "src")]

from bench import administration, formats, known, matching  # noqa: E402  # after its folder
from demo import live  # noqa: E402
from stichting_fin import relations  # noqa: E402
from stichting_fin.books import Books  # noqa: E402
from stichting_fin.figures import auditfile  # noqa: E402

LONG = 3.0  # seconds of CPU, beside which noise is small
LOAD = "from pathlib import Path; from stichting_fin.books import Books; Books.load(Path({!r}))"
HEAD = ("what", "ours (s)", "peer (s)", "peer", "ratio", "target", "")
BEAN = "bean-check"
Stages = dict[str, float]


@dataclass(frozen=True, slots=True)
class Ratio:
    """One line of the table: CPU seconds of ours and of a peer, and what was hoped."""

    what: str
    ours: float
    theirs: float
    peer: str
    target: float | None = None
    least: bool = False

    @property
    def value(self) -> float:
        """Ours to theirs; of a `least` target theirs to ours: the speed."""
        pair = (self.theirs, self.ours) if self.least else (self.ours, self.theirs)
        return pair[0] / max(pair[1], 1e-9)

    @property
    def cells(self) -> tuple[str, ...]:
        """The cells of its line."""
        word, sound = "", ""
        if self.target is not None:
            word = f"{'>=' if self.least else '<='} {self.target}"
            met = (self.value >= self.target) == self.least or self.value == self.target
            sound = "" if met else "missed"
        seconds = (f"{self.ours:.3f}", f"{self.theirs:.3f}")
        return (self.what, *seconds, self.peer, f"{self.value:.2f}", word, sound)


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much is measured: transactions of each ledger, entries, rows, repeats."""

    ledgers: tuple[int, ...]
    entries: int
    rows: int
    new: int
    times: int


FULL = Sizes((1_000, 10_000, 100_000), 50_000, 30_000, 1_000, 5)
QUICK = Sizes((100, 300), 200, 100, 20, 1)


def main() -> None:
    """Measure, print the table and keep it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="Small sizes: does it run?"
    )
    parser.add_argument("--to", type=Path, default=HOUSE / "build/bench")
    said = parser.parse_args()
    sizes = QUICK if said.quick else FULL
    with tempfile.TemporaryDirectory() as folder:
        found = measured(Path(folder), sizes, said.quick)
        lines = []
        for cells in chain([HEAD], (ratio.cells for ratio in found)):
            lines.append("| " + " | ".join(cells) + " |\n")
            print(lines[-1], end="", flush=True)  # noqa: T201  # what a person sees
    lines.insert(1, "|" + "---|" * len(HEAD) + "\n")
    said.to.mkdir(parents=True, exist_ok=True)
    (said.to / "table.md").write_text("".join(lines), "utf-8")
    size = (100, 300) if said.quick else (2000, 6000)
    tables = matching.written(
        matching.SEEDS[:1] if said.quick else matching.SEEDS, size
    )
    (said.to / "matching.md").write_text(tables, "utf-8")
    if not said.quick:
        matching.renew(HOUSE / "docs/matching.md", tables)


def measured(folder: Path, sizes: Sizes, quick: bool) -> Iterator[Ratio]:
    """Give every line, as soon as it is known."""
    yield started(sizes.times)
    yield from _formats(folder, sizes)
    few, many = (sizes.new, sizes.new * 10)
    yield Ratio(
        f"matching: {sizes.new:,} new lines, {many:,} open",
        matching.cost(many, sizes.new),
        matching.cost(few, sizes.new),
        f"{few:,} open",
        2.0,
    )
    found: dict[int, Stages] = {}
    for count in sizes.ledgers:
        administration.make(home := folder / str(count), count)
        yield from ledger(
            home, f"{count:,}", found.setdefault(count, {}), 1.0, sizes.times
        )
    few, *_, many = sizes.ledgers
    yield Ratio(
        f"dedupe: {sizes.new:,} new into {many:,} known",
        known.sift(folder / str(many), sizes.new),
        known.sift(folder / str(few), sizes.new),
        f"into {few:,} known",
        1.2,
    )
    yield from growth(found[few], found[many], many / few)
    if not quick:
        live.copy(target := folder / "demo")
        with redirect_stdout(StringIO()):
            assert live.live(target) is None
        administration.bare(target / "ledger")
        yield from ledger(target, "demonstration", {}, 1.5, sizes.times)


def started(times: int) -> Ratio:
    """Compare `--help` with the import of click, both whole processes."""
    program = [sys.executable, "-c", "from stichting_fin.cli import main; main()"]
    ours, theirs = [], []
    for _ in range(times):
        ours.append(_wall([*program, "--help"]))
        theirs.append(_wall([sys.executable, "-c", "import click"]))
    return Ratio("--help", median(ours), median(theirs), "import click", 2.0)


def ledger(
    home: Path, name: str, stages: Stages, target: float, times: int
) -> Iterator[Ratio]:
    """Compare a close of an administration with bean-check of its ledger."""
    main_file = str(home / "ledger/main.beancount")
    bare = str(home / "ledger/bare.beancount")
    check = "from beancount.scripts.check import main; main()"
    job = [sys.executable, str(HOUSE / "tests/bench/job.py"), str(home)]
    commands = [
        [sys.executable, "-c", check, "--no-cache", bare],
        [sys.executable, "-c", LOAD.format(main_file)],
        [*job, "core"],
    ]
    peer, load, core = _cpu(commands, times)
    yield Ratio(f"load, {name}", load, peer, BEAN, 0.8)
    yield Ratio(f"load, checks, figures, btw, {name}", core, peer, BEAN, target)
    done = subprocess.run([*job, "all"], check=True, capture_output=True, text=True)
    stages |= json.loads(done.stdout)
    lists = core - stages["cards and journaal"]
    yield Ratio(f"the same without cards and journaal, {name}", lists, peer, BEAN)
    for stage in stages:
        if stage not in ("load", "bare loop"):
            yield Ratio(f"- {stage}, {name}", stages[stage], peer, BEAN)
    loop = stages["bare loop"]
    figures = (("figures", "statements", 8), ("btw returns", "btw", 4))
    for what, stage, most in figures:
        yield Ratio(f"{what}, {name}", stages[stage], loop, "bare loop", most)


def growth(few: Stages, many: Stages, times: float) -> Iterator[Ratio]:
    """Tell by which power of the size the time of each stage grows."""
    for stage in few:
        if not stage.startswith("imports") and few[stage] > 0:
            power = math.log(max(many[stage], 1e-6) / few[stage]) / math.log(times)
            yield Ratio(f"growth of {stage}", power, 1.0, "exponent", 1.05)


def _formats(folder: Path, sizes: Sizes) -> Iterator[Ratio]:
    formats.camt_file(path := folder / "camt.xml", sizes.entries)
    yield Ratio("CAMT", *formats.read_camt(path), "iterparse per Ntry", 0.4, least=True)
    for table in formats.csv_files(folder, sizes.entries):
        pair = formats.read_csv(table)
        yield Ratio(f"CSV, {table.name}", *pair, "csv.reader", 0.25, least=True)
    yield Ratio("XLSX", *formats.write_xlsx(sizes.rows), "openpyxl write_only", 1.2)
    administration.make(home := folder / "some", sizes.rows // 10)
    books = Books.load(home / "ledger/main.beancount")
    year = books.period("2025")
    said = relations.load(home / "ledger/relaties.toml")
    file = formats.kept(auditfile.build(books, year, said, year.end))
    yield Ratio("XAF", *formats.write_xaf(file), "lxml tree", 0.5)
    pair = formats.write_journal(books.transactions)
    yield Ratio("journal", *pair, "beancount printer", 3.0, least=True)


def _wall(command: list[str]) -> float:
    begin = perf_counter()
    subprocess.run(command, check=True, capture_output=True, cwd=HOUSE / "src")
    return perf_counter() - begin


def _cpu(commands: list[list[str]], times: int) -> list[float]:
    """Give the CPU seconds of whole processes; of short ones the quickest of a few.

    They take turns, so that a busy machine is as busy for each.
    """
    found = [[_once(command)] for command in commands]
    while len(found[0]) < times and found[0][0] < LONG:
        for command, spent in zip(commands, found, strict=True):
            spent.append(_once(command))
    return list(map(min, found))


def _once(command: list[str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, capture_output=True, cwd=HOUSE / "src")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


if __name__ == "__main__":
    main()
