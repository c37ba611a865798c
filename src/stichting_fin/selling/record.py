"""Record: the entry of an invoice that we sent, and its documents, as files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

from beancount.core import data

from stichting_fin import journal
from stichting_fin.fault import UnreadableError
from stichting_fin.intake.billing import btw
from stichting_fin.intake.billing.bill import link
from stichting_fin.intake.desk import Desk, slug
from stichting_fin.money import ZERO
from stichting_fin.sale import Sale
from stichting_fin.series import REEKS

DOCUMENTS = "documenten"


@dataclass(frozen=True, slots=True)
class Sent:
    """An invoice with what the buyer gets of it.

    Attributes:
        papers: Its documents by their ending: "xml", "pdf".
    """

    sale: Sale
    papers: Mapping[str, bytes]


def written(sent: Iterable[Sent], desk: Desk) -> dict[Path, bytes]:
    """Give every file that these invoices change: documents and journals.

    Raises:
        UnreadableError: A document of that name stands there already.
    """
    writes: dict[Path, bytes] = {}
    entries: defaultdict[Path, list[data.Directive]] = defaultdict(list)
    for each in sent:
        entry = transaction(each.sale, desk)
        entries[_journal(desk, each.sale, _dagboek(desk))].append(entry)
        for path, content, directive in _kept(each, desk):
            if path.exists():
                raise UnreadableError("sale-there", path, number=each.sale.number)
            writes[path] = content
            entries[_journal(desk, each.sale, DOCUMENTS)].append(directive)
    for path, added in entries.items():
        text = journal.read(path)
        writes[path] = journal.merge(text, added, path).encode()
    return writes


def transaction(sale: Sale, desk: Desk) -> data.Transaction:
    """Give the entry of an invoice, as an imported one would be booked."""
    relation = desk.relations.all[sale.relatie]
    sign = -1 if sale.credit else 1
    links = {link(relation, sale.number, sale=True)}
    meta: dict[str, Any] = {
        "ref": f"{sale.relatie}:{sale.number}",
        "relatie": sale.relatie,
        "factuurnummer": sale.number,
        "factuurdatum": sale.day,
        "vervaldatum": sale.due,
        "kenmerk": sale.number,
        REEKS: sale.reeks,
    }
    if sale.contract:
        meta |= {"contract": sale.contract, "begin": sale.begin}
    settles = {}
    if sale.credit:
        del meta["vervaldatum"], meta["kenmerk"]
        settles = {"factuurnummer": sale.credit}
        links.add(link(relation, sale.credit, sale=True))
    due = btw.posting(desk.debiteuren, sign * sale.gross, settles)
    return data.Transaction(
        meta=data.new_metadata("", 0, meta),
        date=sale.day,
        flag="*",
        payee=relation.naam,
        narration=sale.title,
        tags=frozenset(),
        links=frozenset(links),
        postings=[due, *_bases(sale, sign), *_taxes(sale, sign, desk)],
    )


def _bases(sale: Sale, sign: int) -> Iterator[data.Posting]:
    """Give a posting for each account, code and set of labels."""
    sums: defaultdict[tuple[str, str, tuple[tuple[str, str], ...]], Decimal]
    sums = defaultdict(Decimal)
    for line in sale.lines:
        key = (line.account, line.code.name, tuple(line.labels.items()))
        sums[key] += line.net
    for (account, code, labels), amount in sums.items():
        yield btw.posting(account, -sign * amount, dict(labels) | {"btw": code})


def _taxes(sale: Sale, sign: int, desk: Desk) -> Iterator[data.Posting]:
    for group in sale.groups:
        for rubriek in group.code.belasting if group.tax != ZERO else ():
            yield btw.posting(desk.rubriek(rubriek), -sign * group.tax)


def _kept(sent: Sent, desk: Desk) -> Iterator[tuple[Path, bytes, data.Document]]:
    """Give where each document goes, with its directive."""
    sale = sent.sale
    folder = Path("documents", *desk.debiteuren.split(":"))
    stem = f"{sale.day}.{slug(sale.relatie)}-{slug(sale.number)}"
    linked = link(desk.relations.all[sale.relatie], sale.number, sale=True)
    for ending, content in sent.papers.items():
        path = folder / f"{stem}.{ending}"
        directive = data.Document(
            data.new_metadata("", 0, {"sha256": sha256(content).hexdigest()}),
            sale.day,
            desk.debiteuren,
            f"../{path.as_posix()}",
            frozenset(),
            frozenset({linked}),
        )
        yield desk.folder / "ledger" / path, content, directive


def _dagboek(desk: Desk) -> str:
    """Give the journal of sales: that of the profile of invoices."""
    streams = (p for p in desk.profiles if p.soort == "facturen" and p.verkoop)
    return next((stream.verkoop for stream in streams), "verkoop")


def _journal(desk: Desk, sale: Sale, name: str) -> Path:
    boekjaar = desk.books.boekjaar_of(sale.day).name
    return desk.folder / "ledger" / boekjaar / f"{name}.beancount"
