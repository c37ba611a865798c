"""The annual close: from sound books to the files of one boekjaar."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from beancount.core import data

from stichting_fin import __version__, adopted, checks, relations, seal, taxyear
from stichting_fin.books import BESTEMMING, Books, before
from stichting_fin.fault import Fault
from stichting_fin.figures import (
    aangifte,
    bestemming,
    grootboekkaarten,
    journaal,
    kolommenbalans,
    layout,
    openstaand,
    toelichting,
)
from stichting_fin.figures.layout import Layout
from stichting_fin.period import Period, quarters
from stichting_fin.profile import filled, toml
from stichting_fin.table import Column, Form, Kind, Row, Table
from stichting_fin.writers import package, pdf, xlsx

DAY = timedelta(days=1)
YES, NO = "ja", "nee"
PLACE = ("filename", "lineno")
STATEMENTS = ("balans", "baten-en-lasten")  # the layouts of the jaarrekening


class Output(NamedTuple):
    """A file of the close that is yet to be written, by its path in the folder."""

    name: str
    content: bytes


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
    job = Job(known_on(books, boekjaar, day), boekjaar, administration, day, draft)
    outputs = dict(job.jaarrekening())
    members = dict(job.tax())
    contents = _contents(job, members)
    members[contents.name] = contents.content
    outputs[f"belastingpakket-{boekjaar.name}.zip"] = package.zipped(members, day)
    for name, content in outputs.items():
        yield Output(name, content)
    about = {
        "foundation": job.facts.get("naam", ""),
        "boekjaar": boekjaar.name,
        "program": f"stichting-fin {__version__}",
        "transactions": job.checksum,
        "draft": YES if draft else NO,
    }
    listed = package.manifest(dict(job.inputs()), outputs, day, about)
    yield Output("manifest.json", listed)


def final(
    books: Books, boekjaar: Period, administration: Path, day: date, on: date
) -> Iterator[Output]:
    """Give what is kept of an adopted boekjaar, by its path in the administration.

    `on` is the day of the decision. The last file holds the directive.
    """
    home = Path("ledger", boekjaar.name)
    known = known_on(books, boekjaar, day)
    made = adopted.files(known, boekjaar, layouts(administration), day)
    for name, content in [*close(books, boekjaar, administration, day), *made.items()]:
        yield Output((home / "vastgesteld" / name).as_posix(), content)
    text = adopted.directive(boekjaar, day, made, on)
    yield Output((home / "vastgesteld.beancount").as_posix(), text.encode())


def herkomst(facts: Mapping[str, str]) -> Output:
    """Give who closed, where, when and from which commit: never in the package."""
    text = json.dumps(dict(facts), ensure_ascii=False, indent=2, sort_keys=True)
    return Output("herkomst.json", f"{text}\n".encode())


@dataclass(frozen=True)
class Job:
    """One close: the books of one boekjaar, on one day."""

    books: Books
    boekjaar: Period
    administration: Path
    day: date
    draft: bool

    @cached_property
    def facts(self) -> Mapping[str, str]:
        """What held on the last day of the boekjaar, for texts that name it."""
        last = self.boekjaar.end - DAY
        facts = {"boekjaar": self.boekjaar.name, "einde": f"{last:%d-%m-%Y}"}
        return {**self.books.facts(last), **facts}

    @cached_property
    def relations(self) -> relations.Relations:
        """Everybody whom the books name."""
        return relations.load(self.administration / "ledger/relaties.toml")

    @property
    def texts(self) -> Path:
        """Where the texts of the boekjaar stand."""
        return self.administration / f"reports/teksten/{self.boekjaar.name}.toml"

    @cached_property
    def templates(self) -> Mapping[str, str]:
        """Every template of the foundation, by its name."""
        folder = self.administration / "reports/templates"
        return {p.name: p.read_text("utf-8") for p in sorted(folder.glob("*.typ"))}

    @cached_property
    def checksum(self) -> str:
        """The SHA-256 over what every entry says, whatever file it stands in."""
        accounts = self.books.accounts
        said = sorted(seal.told(e, accounts) for e in self.books.transactions)
        return sha256("\n".join(said).encode()).hexdigest()

    def jaarrekening(self) -> Iterator[Output]:
        """Give the annual accounts as PDF and as XLSX."""
        name, said = self.boekjaar.name, toml(self.texts)
        earlier = before(self.books, self.boekjaar)
        kept = adopted.read(self.books, self.administration / "ledger", earlier.name)
        statements = [
            layout.build(
                self.books,
                each,
                self.boekjaar,
                kept.regels.get(each.name) if kept else None,
            )
            for each in layouts(self.administration)
        ]
        statements += bestemming.build(self.books, self.boekjaar)
        notes = list(toelichting.build(self.books, self.boekjaar, self.texts))
        chapters = [pdf.Section(t.title, (t,), new_page=True) for t in statements]
        chapters.append(pdf.Section(self.text(said, "toelichting"), (), new_page=True))
        chapters += [
            pdf.Section(
                note.titel,
                tuple(filter(None, (note.tekst.strip(), *note.tabellen))),
                level=2,
            )
            for note in notes
            if note.tekst or note.tabellen
        ]
        paper = pdf.Paper(
            self.text(said, "titel"),
            self.facts.get("naam", ""),
            tuple(chapters),
            tuple(
                filled(self.texts, each, self.facts) for each in said.get("regels", ())
            ),
            name,
            self.draft,
            self.text(said, "voet"),
            tuple(("", each) for each in said.get("ondertekening", ())),
        )
        content = pdf.write(paper, self.day, self.templates, "jaarrekening.typ")
        yield Output(f"jaarrekening-{name}.pdf", content)
        tables = [*statements, *(table for note in notes for table in note.tabellen)]
        yield Output(f"jaarrekening-{name}.xlsx", xlsx.write(tables, self.day))

    def tax(self) -> Iterator[Output]:
        """Give what belongs in the tax administration package."""
        name = self.boekjaar.name
        for figure in (kolommenbalans, grootboekkaarten, journaal):
            tables = list(figure.build(self.books, self.boekjaar))
            stem = figure.__name__.rpartition(".")[2]
            yield Output(f"{stem}-{name}.xlsx", xlsx.write(tables, self.day))
        namen = {key: each.naam for key, each in self.relations.all.items()}
        tables = list(openstaand.build(self.books, self.boekjaar, namen))
        yield Output(f"openstaande-posten-{name}.xlsx", xlsx.write(tables, self.day))
        for each in aangifte.aangiften(self.books, quarters(self.boekjaar)):
            yield from self.filed(each)

    def filed(self, each: aangifte.Aangifte) -> Iterator[Output]:
        """Give a btw return as PDF and as JSON."""
        form, *rest = each.tables()
        sections = (pdf.Section(form.title, (form, *rest)),)
        name = f"btw-aangifte-{each.period.name}"
        paper = self.paper(form.title, sections, each.period.name)
        content = pdf.write(paper, self.day, self.templates, "overzicht.typ")
        yield Output(f"{name}.pdf", content)
        text = json.dumps(each.plain(), ensure_ascii=False, indent=2)
        yield Output(f"{name}.json", f"{text}\n".encode())

    def paper(
        self, title: str, sections: tuple[pdf.Section, ...], period: str
    ) -> pdf.Paper:
        """Give a paper of the package."""
        naam = self.facts.get("naam", "")
        return pdf.Paper(title, naam, sections, period=period, concept=self.draft)

    def inputs(self) -> Iterator[tuple[str, bytes]]:
        """Give what the close was made from, by its path in the administration.

        Of a ledger file in which later entries may come, only what was known counts.
        """
        home = (self.administration / "ledger").resolve()
        main = home / "main.beancount"
        by_file: dict[Path, list[data.Directive]] = {main: []}
        for entry in self.books.entries:
            by_file.setdefault(Path(entry.meta["filename"]), []).append(entry)
        ended = {p.name for p in _until(self.books, self.boekjaar)}
        for path in sorted(path for path in by_file if path.is_file()):
            whole = path.parent.name in ended or path == main
            content = path.read_bytes() if whole else _said(by_file[path], self.books)
            yield f"ledger/{path.relative_to(home).as_posix()}", content
        for document in self.books.directives(data.Document):
            path = Path(document.filename)
            yield f"ledger/{path.relative_to(home).as_posix()}", path.read_bytes()
        for path in sorted(self.administration.glob("reports/**/*")):
            if path.is_file():
                name = path.relative_to(self.administration).as_posix()
                yield name, path.read_bytes()
        named = {e.meta.get("relatie") for e in self.books.transactions}
        known = [
            f"{k} {r}\n" for k, r in sorted(self.relations.all.items()) if k in named
        ]
        yield "ledger/relaties.toml", "".join(known).encode()
        for year in range(self.boekjaar.begin.year, (self.boekjaar.end - DAY).year + 1):
            yield f"taxyears/{year}.toml", taxyear.load(year).content

    def text(self, said: Mapping[str, Any], key: str) -> str:
        """Give one of the texts of the boekjaar, with the facts that it names."""
        return filled(self.texts, said.get(key, ""), self.facts)


def _contents(job: Job, members: Mapping[str, bytes]) -> Output:
    """Make the list of contents of the package: what each file is, and its SHA-256."""
    path = job.administration / "reports/teksten/belastingpakket.toml"
    said = toml(path)
    known = said.get("bestanden", {})
    rows = []
    for name in sorted(members):
        stem = max((s for s in known if name.startswith(s)), key=len, default="")
        told = filled(path, known.get(stem, ""), job.facts)
        cells = (told, package.digest(members[name]))
        rows.append(Row(Kind.LINE, name, cells))
    columns = (Column("Inhoud", Form.TEXT), Column("SHA-256", Form.TEXT))
    title = filled(path, said.get("titel", ""), job.facts)
    table = Table(title, columns, tuple(rows), "Bestand")
    intro = filled(path, said.get("tekst", ""), job.facts)
    sections = (pdf.Section(title, (intro, table)),)
    paper = job.paper(title, sections, job.boekjaar.name)
    content = pdf.write(paper, job.day, job.templates, "overzicht.typ")
    return Output("inhoud.pdf", content)


def layouts(administration: Path) -> tuple[Layout, ...]:
    """Read the layouts of the jaarrekening."""
    folder = administration / "reports"
    return tuple(layout.load(folder / f"{name}.toml") for name in STATEMENTS)


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
