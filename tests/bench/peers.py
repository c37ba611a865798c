"""Read the same bank files with our reader and with those of others: `make bench`.

A table tells, for each kind of file, what each tool read right, refused and got wrong,
and how many entries it reads in a second of CPU: each tool in a process of its own,
warm, over those files that all tools of the kind read, and over one long file.

The files are those beside the project (`../shared/samples/bank`, with figures by
others in EXPECTED.json) and our own small samples, whose figures are those of a naive
reader (`intake/naive.py`), or of the reviewed text beside a table. They are fair:

- A tool is asked only what it says it reads, with its best options, under the file
  name that it wants, and is told the format where it can be told.
- Only what it gives is compared: the sums of debits and credits always, the number of
  entries unless it gives the parts of a batch as rows, an opening or closing balance
  only if it gives one, which is right if it is any of those that the file states.
- A file that must be refused is right if no entries come out. Where others allow both,
  a refusal is right too. Files of which nobody says what they hold are left out.
- Wrong is silent only if neither a warning nor a log record was given beside it.

The peers have a lock (peers.txt, made from peers.in) and an environment of their own
under build/, made on first use. Where that cannot be done, the table says so.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import chain
from pathlib import Path
from shutil import copyfile
from typing import Any

HOUSE = Path(__file__).parents[2]
sys.path[:0] = [str(HOUSE / "tests"), str(HOUSE / "src")]

from bench import formats  # noqa: E402  # after its folder
from intake import naive  # noqa: E402

LOCK = Path(__file__).with_name("peers.txt")
OURS = "stichting-fin"
ALL = ("mt940", "camt053", "camt052", "camt054", "csv", "other")
READS = {
    OURS: ALL,
    "mt-940": ("mt940",),
    "bankfile": ("mt940",),
    "bankstatementparser": ALL[:-1],
    "pycamt": ("camt053", "camt052"),
}
KINDS = {
    "MT940": ("mt940",),
    "CAMT.053, .052": ("camt053", "camt052"),
    "CAMT.054": ("camt054",),
    "CSV": ("csv",),
    "TAB, XLS, ICS": ("other",),
}
SUFFIXES = {"mt940": ".sta", "csv": ".csv", "other": ""}
HEAD = ("files", "kind", "tool", "right", "refused", "wrong, said", "silently wrong", "entries/s", "entries/s, one long file")  # fmt: skip
RIGHT, REFUSED, SAID, SILENT = VERDICTS = ("right", "refused", "said", "silent")
LINE = re.compile(r"^\d+ \d{4}-\d\d-\d\d (-?[\d.]+)", re.MULTILINE)
LONGEST = 600  # seconds for one tool
Answer = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Want:
    """What a file holds: figures, any of the balances that it states, how to take it."""

    entries: int
    debit: Decimal
    credit: Decimal
    opening: frozenset[Decimal] = frozenset()
    closing: frozenset[Decimal] = frozenset()
    expect: str = "read"
    zeros: int = 0


@dataclass(frozen=True, slots=True)
class Sample:
    """A file, its kind, and what may be said of it."""

    name: str
    path: Path
    kind: str
    wants: tuple[Want, ...]


@dataclass(frozen=True, slots=True)
class Tool:
    """A reader with the Python that has it; none where it is not installed."""

    name: str
    python: str

    def ask(self, files: list[list[str]], seconds: float = 0) -> Any:
        """Give its answers, or its seconds; none if it does not come back with any."""
        runner = Path(__file__).with_name("runner.py")
        command = [self.python, str(runner), self.name, str(seconds)]
        said = json.dumps(files)
        try:
            done = subprocess.run(
                command,
                input=said,
                capture_output=True,
                check=True,
                text=True,
                timeout=LONGEST,
            )
            return json.loads(done.stdout)
        except (OSError, subprocess.SubprocessError, json.JSONDecodeError):
            return None


def main() -> None:
    """Read, compare, print the table and keep it."""
    parser = argparse.ArgumentParser(description="Our reader beside those of others.")
    parser.add_argument("--quick", action="store_true", help="Does it run?")
    parser.add_argument("--to", type=Path, default=HOUSE / "build/bench")
    parser.add_argument("--peers", type=Path, default=HOUSE / "build/peers")
    parser.add_argument("--samples", type=Path, default=HOUSE / "../shared/samples/bank")  # fmt: skip
    said = parser.parse_args()
    python, trouble = environment(said.peers)
    tools = [Tool(name, python) for name in READS if name != OURS and python]
    corpora = {"our own": own(), "of others": others(said.samples)}
    seconds, many = (0.01, 100) if said.quick else (2.0, 5000)
    said.to.mkdir(parents=True, exist_ok=True)
    with (said.to / "peers.md").open("w", encoding="utf-8") as file:
        for line in chain(
            [f"Peers: {versions()}.\n\n"],
            [f"The peers are not installed here: {trouble}.\n\n"] if trouble else [],
            table([Tool(OURS, sys.executable), *tools], corpora, seconds, many),
        ):
            print(line, end="", flush=True)  # noqa: T201  # what a person sees
            file.write(line)


def environment(home: Path) -> tuple[str, str]:
    """Give the Python that has the peers, made if need be; or why there is none."""
    mark, found = home / ".ready", hashlib.sha256(LOCK.read_bytes()).hexdigest()
    python = home / "bin" / "python"
    if not mark.exists() or mark.read_text("utf-8") != found:
        pip = [str(python), "-m", "pip", "install", "--quiet", "--require-hashes"]
        words = ["--disable-pip-version-check", "--only-binary=:all:", "-r", str(LOCK)]
        try:
            venv.create(home, clear=True, with_pip=True)
            subprocess.run([*pip, *words], check=True, capture_output=True, text=True)
        except (OSError, subprocess.CalledProcessError) as error:
            told = str(getattr(error, "stderr", "") or error).strip().splitlines()
            return "", told[-1]
        mark.write_text(found, "utf-8")
    return str(python), ""


def versions() -> str:
    """Name the peers with the versions that the lock pins."""
    pinned = re.findall(r"^([\w-]+)==([\w.]+)", LOCK.read_text("utf-8"), re.MULTILINE)
    return ", ".join(f"{name} {number}" for name, number in pinned if name in READS)


def own() -> list[Sample]:
    """Give our own samples, with the figures of the naive reader or of their twin."""
    folder, found = HOUSE / "tests/intake/readers", []
    kinds = (("mt940", "mt940/*.sta"), ("camt053", "camt/*.xml"), ("csv", "csv/*.csv"))
    for kind, form in kinds:
        for path in sorted(folder.glob(form)):
            twin = path.with_suffix(".txt").read_text("utf-8")
            read = naive.amounts(path.read_bytes())
            amounts = map(Decimal, LINE.findall(twin)) if kind == "csv" else read
            found.append(Sample(path.name, path, kind, (summed(amounts),)))
    return found


def summed(amounts: Iterable[Decimal]) -> Want:
    """Give the figures of amounts."""
    each = list(amounts)
    gained = sum((x for x in each if x > 0), Decimal())
    return Want(len(each), gained - sum(each), gained, zeros=each.count(Decimal()))


def others(folder: Path) -> list[Sample]:
    """Give the samples of others that somebody says something of; none if not here."""
    path = folder / "EXPECTED.json"
    listed = json.loads(path.read_text("utf-8")) if path.exists() else {}
    return [
        Sample(name, folder / name, kind_of(name), tuple(wanted(said)))
        for name, said in listed.items()
        if said.get("expect") != "unscored"
    ]


def kind_of(name: str) -> str:
    """Tell the kind of a file by the folder that it is in."""
    kind = re.split("[-/]", name, maxsplit=1)[0]
    return "other" if kind not in ALL or name.endswith(".tab") else kind


def wanted(said: Mapping[str, Any]) -> Iterator[Want]:
    """Give what may be said of a file: what is expected of it, and what else is right."""
    parts = said["statements"]
    balances: list[frozenset[Decimal]] = []
    for which in ("opening", "closing"):
        loose = any(which in part.get("ambiguous", ()) for part in parts)
        stated = {Decimal(x) for part in parts if (x := part[which]) is not None}
        balances.append(frozenset() if loose else frozenset(stated))
    opening, closing = balances
    yield Want(
        sum(part.get("booked", part["entries"]) for part in parts),
        sum((Decimal(part.get("sum_debit") or 0) for part in parts), Decimal()),
        sum((Decimal(part.get("sum_credit") or 0) for part in parts), Decimal()),
        opening,
        closing,
        said.get("expect", "read"),
        sum(part.get("zero_entries") or 0 for part in parts),
    )
    for each in said.get("alternatives", ()):
        sums = Decimal(each["sum_debit"]), Decimal(each["sum_credit"])
        yield Want(each["entries"], sums[0], sums[1])


def verdict(wants: Iterable[Want], given: Answer) -> tuple[str, str]:
    """Judge what a tool gave of a file, and say what differs."""
    found = [differs(want, given) for want in wants]
    why = min(found, key=len)
    if not why:
        return RIGHT, ""
    if "refused" in given:
        return REFUSED, why
    return (SAID if given["said"] else SILENT), why


def differs(want: Want, given: Answer) -> str:
    """Say in what an answer differs from what a file holds."""
    if "refused" in given:
        return given["refused"] or "refused" if want.expect == "read" else ""
    sums, entries = (Decimal(given["debit"]), Decimal(given["credit"])), given["entries"]  # fmt: skip
    if want.expect == "refuse":
        return "entries out of a file to refuse" if any(sums) or entries else ""
    faults = []
    if entries is not None and not want.entries - want.zeros <= entries <= want.entries:
        faults.append(f"{entries} entries for {want.entries}")
    if sums != (want.debit, want.credit):
        faults.append(f"-{sums[0]} +{sums[1]} for -{want.debit} +{want.credit}")
    for which in ("opening", "closing"):
        stated: frozenset[Decimal] = getattr(want, which)
        odd = [x for x in given[which] if stated and Decimal(x) not in stated]
        faults += [f"{which} {odd[0]}"] if odd else []
    return "; ".join(faults)


def table(
    tools: list[Tool], corpora: Mapping[str, list[Sample]], seconds: float, many: int
) -> Iterator[str]:
    """Give the lines of the table, and below it what was not right."""
    yield f"| {' | '.join(HEAD)} |\n|{'---|' * len(HEAD)}\n"
    remarks = []
    with tempfile.TemporaryDirectory() as folder:
        longs = long_files(Path(folder), many)
        for corpus, samples in corpora.items():
            for title, kinds in KINDS.items():
                some = [each for each in samples if each.kind in kinds]
                able = [tool for tool in tools if kinds[0] in READS[tool.name]]
                long = longs.get(title) if some else None
                trial = Trial(some, staged(some, Path(folder)), long, seconds, many)
                for row, wrong in trial.rows(able if some else []):
                    yield f"| {corpus} | {title} | {' | '.join(row)} |\n"
                    remarks += [f"- {row[0]}, {each}\n" for each in wrong]
    yield "\nWhat was not right, but for what a peer refused:\n\n" if remarks else ""
    yield from remarks


@dataclass(frozen=True, slots=True)
class Trial:
    """Files of one kind, laid where every tool will read them, and a long one."""

    samples: list[Sample]
    files: list[list[str]]
    long: list[str] | None
    seconds: float
    many: int

    def rows(self, tools: list[Tool]) -> Iterator[tuple[list[str], list[str]]]:
        """Give the cells of each tool, and what it got wrong."""
        given = {tool: self.asked(tool) for tool in tools}
        ran = [answers for answers in given.values() if answers]
        read = [
            number
            for number in range(len(self.files))
            if not any("refused" in answers[number] for answers in ran)
        ]
        for tool, answers in given.items():
            if not answers:
                yield [tool.name, "does not run here", *[""] * 5], []
                continue
            pairs = zip(self.samples, answers, strict=True)
            found = [(each, *verdict(each.wants, answer)) for each, answer in pairs]
            verdicts = [kind for _, kind, _ in found]
            counts = [str(verdicts.count(kind)) for kind in VERDICTS]
            wrong = [
                f"{each.name}, {kind}: {why}"
                for each, kind, why in found
                if kind != RIGHT and (kind != REFUSED or tool.name == OURS)
            ]
            yield [tool.name, *counts, *self.speeds(tool, read)], wrong

    def asked(self, tool: Tool) -> list[dict[str, Any]] | None:
        """Give what a tool gave of each file; none if it does not run."""
        answers: list[dict[str, Any]] | None = tool.ask(self.files)
        missing = "ModuleNotFoundError"
        if answers and all(x.get("refused", "").startswith(missing) for x in answers):
            return None
        return answers

    def speeds(self, tool: Tool, read: list[int]) -> Iterator[str]:
        """Give how many entries it reads in a second: these files, and a long one."""
        entries = sum(self.samples[number].wants[0].entries for number in read)
        yield speed(tool, [self.files[number] for number in read], entries, self.seconds)  # fmt: skip
        yield speed(tool, [self.long] if self.long else [], self.many, self.seconds)


def speed(tool: Tool, files: list[list[str]], entries: int, seconds: float) -> str:
    """Give entries per second of CPU, or nothing."""
    spent = tool.ask(files, seconds) if entries and files else None
    return f"{entries / spent:,.0f}" if spent else ""


def staged(samples: list[Sample], folder: Path) -> list[list[str]]:
    """Lay copies of files under the names that tools want."""
    found = []
    for number, each in enumerate(samples):
        suffix = SUFFIXES.get(each.kind, ".xml") or each.path.suffix
        copy = folder / f"{each.kind}-{number}{suffix}"
        copyfile(each.path, copy)
        found.append([str(copy), each.kind])
    return found


def long_files(folder: Path, many: int) -> dict[str, list[str]]:
    """Write the long files: of the kinds that more than one tool reads."""
    formats.camt_file(camt := folder / "long.xml", many)
    swift_file(swift := folder / "long.sta", many)
    return {"MT940": [str(swift), "mt940"], "CAMT.053, .052": [str(camt), "camt053"]}


def swift_file(path: Path, many: int) -> None:
    """Write an MT940 with as many entries, a statement a day."""
    with path.open("w", encoding="utf-8") as file:
        for begin in range(0, many, 100):
            day = date(2025, 1, 1) + timedelta(days=begin // 100)
            size = min(100, many - begin)
            file.write(
                f":20:{begin}\n:25:NL52ABNA0123998701\n:28C:{begin // 100 + 1}\n"
                f":60F:C{day:%y%m%d}EUR{begin},00\n"
            )
            for number in range(begin, begin + size):
                iban = f"NL{number % 90 + 10}RABO{number:010}"
                file.write(
                    f":61:{day:%y%m%d%m%d}C1,00NTRFNONREF//{number:010}\n"
                    f":86:/TRTP/SEPA OVERBOEKING/IBAN/{iban}/BIC/RABONL2U\n"
                    f"/NAME/DONATEUR {number}/REMI/GIFT {number}/EREF/E2E-{number}\n"
                )
            file.write(f":62F:C{day:%y%m%d}EUR{begin + size},00\n-\n")


if __name__ == "__main__":
    main()
