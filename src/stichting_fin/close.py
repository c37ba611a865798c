"""The annual close: from sound books to the files of one boekjaar."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path

from beancount.core import data

from stichting_fin import __version__, adopted, checks, seal, taxyear
from stichting_fin.books import BESTEMMING, Books
from stichting_fin.dossier import DAY, Dossier, Output, layouts
from stichting_fin.fault import Fault
from stichting_fin.figures import layout
from stichting_fin.period import Period
from stichting_fin.writers import package

YES, NO = "ja", "nee"
PLACE = ("filename", "lineno")


def faults(books: Books, boekjaar: Period, administration: Path) -> Iterator[Fault]:
    """Give everything for which a boekjaar may not be closed.

    Raises:
        UnreadableError: A layout is not sound.
    """
    yield from checks.faults(books, boekjaar.end)
    plans = layouts(administration)
    for each in plans:
        yield from layout.unshown(books, each, boekjaar)
    yield from adopted.faults(books, administration / "ledger", plans)


def peildatum(books: Books, boekjaar: Period) -> date:
    """Give the day of which a close tells: as adopted, else of its latest entry."""
    for _, (name, day, *_) in books.customs(adopted.KIND):
        if name == boekjaar.name:
            found: date = day
            return found
    entries = books.transactions_in(boekjaar)
    return entries[-1].date if entries else boekjaar.end - DAY


def known_on(books: Books, boekjaar: Period, day: date) -> Books:
    """Give the books of a boekjaar as they were on a day.

    That is every transaction up to that day and the bestemming of the boekjaar, with
    the other facts and the balances of the boekjaar itself.
    """
    ahead = books.boekjaar_of(boekjaar.end)
    last = max(day, boekjaar.end - DAY)

    def known(entry: data.Directive) -> bool:
        if isinstance(entry, data.Transaction):
            tagged = BESTEMMING in (entry.tags or ())
            return entry.date <= day or (tagged and entry.date in ahead)
        if isinstance(entry, data.Balance):
            return entry.date <= last + DAY
        return entry.date <= last

    entries = [entry for entry in books.entries if known(entry)]
    used = {
        p.account
        for e in entries
        if isinstance(e, data.Transaction)
        for p in e.postings
    }
    late = [
        entry
        for entry in books.directives(data.Open)
        if entry.date > last and entry.account in used
    ]
    if len(entries) + len(late) == len(books.entries):
        return books
    return replace(books, entries=data.sorted([*entries, *late]))


def close(
    books: Books, boekjaar: Period, administration: Path, day: date, draft: bool = False
) -> Iterator[Output]:
    """Give every file of the boekjaar as it was on the peildatum.

    The same books, administration and day give the same bytes. Whether they are
    sound is for the face to ask first.

    Raises:
        UnreadableError: A layout, a text, a template or the law is not there.
    """
    job = Dossier(known_on(books, boekjaar, day), boekjaar, administration, day, draft)
    outputs = dict(job.jaarrekening())
    members = dict(job.tax())
    contents = job.contents(members)
    members[contents.name] = contents.content
    outputs[f"belastingpakket-{boekjaar.name}.zip"] = package.zipped(members, day)
    for name, content in outputs.items():
        yield Output(name, content)
    about = {
        "foundation": job.facts.get("naam", ""),
        "boekjaar": boekjaar.name,
        "program": f"stichting-fin {__version__}",
        "transactions": _checksum(job.books),
        "draft": YES if draft else NO,
    }
    listed = package.manifest(dict(_inputs(job)), outputs, day, about)
    yield Output("manifest.json", listed)


def final(
    books: Books,
    boekjaar: Period,
    administration: Path,
    day: date,
    *,
    on: date,
    closed: Iterable[Output],
) -> Iterator[Output]:
    """Give what is kept of an adopted boekjaar, by its path in the administration.

    Args:
        books: All the books.
        boekjaar: The year.
        administration: The folder with ledger/ and reports/.
        day: The peildatum.
        on: The day of the decision.
        closed: What `close` gave of them.

    Returns:
        What was closed and the figures themselves; last the directive.
    """
    home = Path("ledger", boekjaar.name)
    known = known_on(books, boekjaar, day)
    made = adopted.files(known, boekjaar, layouts(administration), day)
    for name, content in [*closed, *made.items()]:
        yield Output((home / "vastgesteld" / name).as_posix(), content)
    text = adopted.directive(boekjaar, day, made, on)
    yield Output((home / "vastgesteld.beancount").as_posix(), text.encode())


def herkomst(facts: Mapping[str, str]) -> Output:
    """Give who closed, where, when and from which commit: never in the package."""
    text = json.dumps(dict(facts), ensure_ascii=False, indent=2, sort_keys=True)
    return Output("herkomst.json", f"{text}\n".encode())


def _inputs(job: Dossier) -> Iterator[tuple[str, bytes]]:
    """Give what the close was made from, by its path in the administration.

    Of a ledger file in which later entries may come, only what was known counts.
    """
    home = (job.administration / "ledger").resolve()
    main = home / "main.beancount"
    by_file: dict[Path, list[data.Directive]] = {main: []}
    for entry in job.books.entries:
        by_file.setdefault(Path(entry.meta["filename"]), []).append(entry)
    ended = {p.name for p in _until(job.books, job.boekjaar)}
    for path in sorted(path for path in by_file if path.is_file()):
        whole = path.parent.name in ended or path == main
        content = path.read_bytes() if whole else _said(by_file[path], job.books)
        yield f"ledger/{path.relative_to(home).as_posix()}", content
    for document in job.books.directives(data.Document):
        path = Path(document.filename)
        if path.is_file():  # a draft goes on without it
            yield f"ledger/{path.relative_to(home).as_posix()}", path.read_bytes()
    for path in sorted(job.administration.glob("reports/**/*")):
        if path.is_file():
            name = path.relative_to(job.administration).as_posix()
            yield name, path.read_bytes()
    named = {e.meta.get("relatie") for e in job.books.transactions}
    known = [f"{k} {r}\n" for k, r in sorted(job.relations.all.items()) if k in named]
    yield "ledger/relaties.toml", "".join(known).encode()
    for year in range(job.boekjaar.begin.year, (job.boekjaar.end - DAY).year + 1):
        yield f"taxyears/{year}.toml", taxyear.load(year).content


def _checksum(books: Books) -> str:
    """Give the SHA-256 over what every entry says, whatever file it stands in."""
    said = sorted(seal.told(entry, books.accounts) for entry in books.transactions)
    return sha256("\n".join(said).encode()).hexdigest()


def _until(books: Books, boekjaar: Period) -> Iterator[Period]:
    """Give every boekjaar of the books up to this one."""
    each = books.boekjaar_of(books.entries[0].date)
    while each.begin < boekjaar.begin:
        yield each
        each = books.boekjaar_of(each.end)
    yield boekjaar


def _said(entries: list[data.Directive], books: Books) -> bytes:
    """Give what entries say, whatever stands beside them in their file."""
    lines = []
    for entry in entries:
        if isinstance(entry, data.Transaction):
            lines.append(seal.told(entry, books.accounts))
        else:
            meta = {k: v for k, v in entry.meta.items() if k not in PLACE}
            said = {**entry._asdict(), "meta": sorted(meta.items())}
            lines.append(f"{type(entry).__name__} {said}")
    return "\n".join(sorted(lines)).encode()
