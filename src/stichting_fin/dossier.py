"""The dossier of a boekjaar: its annual accounts and its tax administration package."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from stichting_fin import adopted, checks, relations
from stichting_fin.auditfile import UnsoundError
from stichting_fin.books import Books, before
from stichting_fin.fault import UnreadableError
from stichting_fin.figures import (
    aangifte,
    auditfile,
    bestemming,
    grootboekkaarten,
    journaal,
    kolommenbalans,
    layout,
    openstaand,
    toelichting,
    vrijwilligers,
)
from stichting_fin.figures.layout import Layout
from stichting_fin.period import Period, quarters
from stichting_fin.profile import NAMES, TEXTS, filled, held, toml
from stichting_fin.table import Column, Form, Kind, Row, Table
from stichting_fin.writers import package, pdf, xaf, xlsx

DAY = timedelta(days=1)
STATEMENTS = ("balans", "baten-en-lasten")  # the layouts of the jaarrekening


class Output(NamedTuple):
    """A file of the close that is yet to be written, by its path in the folder."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Dossier:
    """What is told of one boekjaar, from the books as they were on one day."""

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
        return templates(self.administration)

    def jaarrekening(self) -> Iterator[Output]:
        """Give the annual accounts as PDF and as XLSX."""
        name, books = self.boekjaar.name, self.books
        earlier = before(books, self.boekjaar).name
        ledger = self.administration / "ledger"
        kept = adopted.comparative(books, ledger, earlier)
        statements = [
            layout.build(books, each, self.boekjaar, kept.get(each.name))
            for each in layouts(self.administration)
        ]
        verloop = list(bestemming.build(books, self.boekjaar))
        notes = list(toelichting.build(books, self.boekjaar, self.texts))
        paper = self.accounts([*statements, *verloop], notes)
        content = pdf.write(paper, self.day, self.templates, "jaarrekening.typ")
        yield Output(f"jaarrekening-{name}.pdf", content)
        beside = [table for note in notes for table in note.tabellen]
        content = xlsx.write([*statements, *verloop, *beside], self.day)
        yield Output(f"jaarrekening-{name}.xlsx", content)

    def accounts(self, tables: list[Table], notes: list[toelichting.Note]) -> pdf.Paper:
        """Put the annual accounts on paper: each statement, then the notes."""
        said = toml(self.texts)
        regels = held(self.texts, said, "regels", TEXTS)
        signers = held(self.texts, said, "ondertekening", TEXTS)
        lines = (filled(self.texts, each, self.facts) for each in regels)
        chapters = [
            pdf.Section(table.title, (table,), new_page=number < len(STATEMENTS))
            for number, table in enumerate(tables)
        ]
        title = self.text(said, "toelichting")
        chapters.append(pdf.Section(title, (), new_page=True))
        for note in notes:
            tekst = (note.tekst,) if note.tekst.strip() else ()
            section = pdf.Section(note.titel, (*tekst, *note.tabellen), level=2)
            chapters.append(section)
        return pdf.Paper(
            self.text(said, "titel"),
            self.facts.get("naam", ""),
            tuple(chapters),
            tuple(lines),
            self.boekjaar.name,
            self.draft,
            self.text(said, "voet"),
            tuple(("", each) for each in signers),
        )

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
        tables = list(vrijwilligers.build(self.books, self.boekjaar, namen))
        if any(table.rows[:-1] for table in tables):  # somebody was paid
            content = xlsx.write(tables, self.day)
            yield Output(f"vrijwilligers-{name}.xlsx", content)
        for each in aangifte.aangiften(self.books, quarters(self.boekjaar)):
            yield from self.filed(each)
        yield from self.auditfile()

    def auditfile(self) -> Iterator[Output]:
        """Give the XAF, with a list of what was too long for it.

        A draft of books with unsound entries goes without.

        Raises:
            UnreadableError: The auditfile contradicts itself.
        """
        if self.draft and (self.books.faults or any(checks.entries(self.books))):
            return
        name, cuts = f"auditfile-{self.boekjaar.name}", list[xaf.Cut]()
        try:
            file = auditfile.build(self.books, self.boekjaar, self.relations, self.day)
            content = b"".join(xaf.write(file, cuts))
        except UnsoundError as error:
            said = str(error).replace("\n", "; ")
            raise UnreadableError("auditfile", f"{name}.xaf", said=said) from error
        yield Output(f"{name}.xaf", content)
        if cuts:
            rows = (Row(Kind.LINE, c.element, (c.whole, c.written)) for c in cuts)
            columns = (Column("Voluit", Form.TEXT), Column("Ingekort", Form.TEXT))
            table = Table("Ingekorte teksten", columns, tuple(rows), "Element")
            yield Output(f"{name}-ingekort.xlsx", xlsx.write([table], self.day))

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

    def contents(self, members: Mapping[str, bytes]) -> Output:
        """List what is in the package: what each file is, and its SHA-256."""
        path = self.administration / "reports/teksten/belastingpakket.toml"
        said = toml(path)
        known = held(path, said, "bestanden", NAMES)
        parts = held(path, said, "onderdelen")
        rows = []
        for name in sorted(members):
            stem = max((s for s in known if name.startswith(s)), key=len, default="")
            told = filled(path, known.get(stem, ""), self.facts)
            # What zlib made of a container differs between its builds.
            container = bool(package.members(members[name]))
            proof = (parts or "-") if container else ""
            cells = (told, proof or package.digest(members[name]))
            rows.append(Row(Kind.LINE, name, cells))
        columns = (Column("Inhoud", Form.TEXT), Column("SHA-256", Form.TEXT))
        title = filled(path, held(path, said, "titel"), self.facts)
        table = Table(title, columns, tuple(rows), "Bestand")
        intro = filled(path, held(path, said, "tekst"), self.facts)
        sections = (pdf.Section(title, (intro, table)),)
        paper = self.paper(title, sections, self.boekjaar.name)
        content = pdf.write(paper, self.day, self.templates, "overzicht.typ")
        return Output("inhoud.pdf", content)

    def text(self, said: Mapping[str, Any], key: str) -> str:
        """Give one of the texts of the boekjaar, with the facts that it names."""
        return filled(self.texts, held(self.texts, said, key), self.facts)


def templates(administration: Path) -> Mapping[str, str]:
    """Read every template of the foundation, by its name."""
    folder = administration / "reports/templates"
    return {p.name: p.read_text("utf-8") for p in sorted(folder.glob("*.typ"))}


def layouts(administration: Path) -> tuple[Layout, ...]:
    """Read the layouts of the jaarrekening."""
    folder = administration / "reports"
    return tuple(layout.load(folder / f"{name}.toml") for name in STATEMENTS)
