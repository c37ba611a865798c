"""Clues: what the text of a PDF seems to say, each with the line that says it.

A clue is a proposal: it is shown and asked, never booked as certain.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from pypdf import PdfReader

from stichting_fin.fault import UnreadableError
from stichting_fin.intake import identity
from stichting_fin.intake.pdf_file import ask
from stichting_fin.money import CENT, cents
from stichting_fin.relations import Relation, Relations, bare

PAGES = 5  # of an invoice; what follows are conditions
LINES = 1000
WIDTH = 300  # of a line: more is no line that a person reads
IBAN = re.compile(r"\b[A-Z]{2}\d\d(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b")
BTW_ID = re.compile(r"\b[A-Z]{2}[ .]?\d{4}[ .]?\d\d[ .]?\d{3}[ .]?B[ .]?\d\d\b")
FOREIGN = re.compile(r"\b[A-Z]{2} ?[0-9A-Z]{8,12}\b")
KVK = re.compile(
    r"(?:kvk|k\.v\.k|kamer van koophandel|chamber of commerce|coc)\D{0,20}"
    r"(\d{8}|\d\d \d\d \d\d \d\d|\d{4} \d{4})\b",
    re.IGNORECASE,
)
PERCENT = re.compile(r"(\d{1,2}(?:[.,]\d{1,2})?) ?%")
AMOUNT = re.compile(
    r"(?<![\d.,])-?"
    r"(?:\d{1,3}(?:[. ]\d{3})+,\d\d|\d{1,3}(?:,\d{3})+\.\d\d|\d+[.,]\d\d)"
    r"(?![\d%]| ?%)"
)
TOKEN = re.compile(r"[A-Z0-9][A-Z0-9./_-]*\d[A-Z0-9./_-]*|\d", re.IGNORECASE)
DAYS = (
    re.compile(r"\b(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)\b"),
    re.compile(r"\b(?P<d>\d{1,2})[-/.](?P<m>\d{1,2})[-/.](?P<y>\d{4})\b"),
    re.compile(r"\b(?P<d>\d{1,2}) (?P<m>[a-z]{3})[a-z]*\.? (?P<y>\d{4})\b"),
    re.compile(r"\b(?P<m>[a-z]{3})[a-z]* (?P<d>\d{1,2}),? (?P<y>\d{4})\b"),
)
MONTHS = "jan feb mrt maa mar apr mei may jun jul aug sep okt oct nov dec".split()  # noqa: SIM905
MONTH = dict(
    zip(MONTHS, (1, 2, 3, 3, 3, 4, 5, 5, *range(6, 11), 10, 11, 12), strict=True)
)
NUMBERED = re.compile(
    r"(?:factuur|nota|bon|rekening|invoice|rechnungs?)[ -]?"
    r"(?:nummer|nr|number|no|id|#)\b\.?[ :#]*",
    re.IGNORECASE,
)
DATED = re.compile(
    r"\b(?:factuur|nota|invoice|rechnungs)?[ -]?(?:datum|date)\b[ :]*", re.IGNORECASE
)
OTHER_DAY = re.compile(r"lever|deliver|leistung|verzend|order|bestel", re.IGNORECASE)
DUE = re.compile(
    r"(?:verval(?:datum|dag|t)|due(?: date)?|betalen (?:v[oó]+r|op|uiterlijk)|uiterste"
    r"|fälligkeitsdatum|fällig)\b[ :]*",
    re.IGNORECASE,
)
TOTAL = (  # the surest words first
    re.compile(
        r"te betalen|te voldoen|amount due|total due|balance due|zu zahlen",
        re.IGNORECASE,
    ),
    re.compile(
        r"tota+l.*incl|tota+lbedrag|grand total|brutto|gesamtbetrag|rechnungsbetrag",
        re.IGNORECASE,
    ),
    re.compile(r"\btota+l\b(?!.*(?:excl|btw|vat))", re.IGNORECASE),
)
NO_TOTAL = re.compile(
    r"sub-?tota+l|excl|\bnett?o?\b|\bht\b|(?:btw|vat|tax) tota|tota+l tax",
    re.IGNORECASE,
)
TAXED = re.compile(r"\b(?:btw|b\.t\.w|vat|ust|mwst)\b", re.IGNORECASE)


class Clue(NamedTuple):
    """Something that a line of the text seems to say.

    Attributes:
        key: What it is, as the receipt calls it; "btw-id" and "kvk" of the sender.
        line: The line as it stands in the file: text from outside.
    """

    key: str
    value: str | date | Decimal
    line: str


class Rate(NamedTuple):
    """A line that seems to say the base and the btw of a rate."""

    procent: Decimal
    grondslag: Decimal
    btw: Decimal
    line: str


def lines(path: Path) -> list[str]:
    """Give the lines of a PDF's first pages; none when it is a scan, or broken."""
    try:
        text = ask(path, _text)
    except UnreadableError:  # without a text the paper is typed over whole
        return []
    plain = (
        "".join(s if s.isprintable() else " " for s in x) for x in text.splitlines()
    )
    said = (" ".join(line.split())[:WIDTH] for line in plain)
    return list(filter(None, said))[:LINES]


def _text(pdf: PdfReader) -> str:
    return "\n".join(page.extract_text() for page in pdf.pages[:PAGES])


def clues(said: list[str], own: Iterable[str]) -> Iterator[Clue]:
    """Give what the lines seem to say, the first of each kind first.

    Args:
        said: The lines.
        own: Our own IBANs, btw-id and KvK number, which say nothing of the sender.
    """
    ours = {bare(number) for number in own if number}
    yield from _numbers(said, ours)
    yield from _labelled(said)
    yield from _totals(said)


def _labelled(said: list[str]) -> Iterator[Clue]:
    """Give what stands behind its name, or on the line below it."""
    for key, label, values in (
        ("factuurnummer", NUMBERED, _tokens),
        ("vervaldatum", DUE, _days),
        ("factuurdatum", DATED, _days),
    ):
        for number, line in enumerate(said):
            for found in label.finditer(line):
                if key == "factuurdatum" and _is_other_day(line, found.end()):
                    continue
                after = line[found.end() :] or next(iter(said[number + 1 :][:1]), "")
                yield from (Clue(key, value, line) for value in values(after))


def rates(said: list[str]) -> Iterator[Rate]:
    """Give the lines in which a rate stands with its btw, once a rate.

    The base stands in that line, or anywhere: it is what gives this btw.
    """
    every = sorted(map(_decimal, AMOUNT.findall("\n".join(said))), reverse=True)
    seen = set()
    for line in said:
        for found in PERCENT.finditer(line) if TAXED.search(line) else ():
            procent = _decimal(found[1])
            own = [_decimal(each) for each in AMOUNT.findall(line)]
            fit = _pair(procent, own, own) or _pair(procent, every, own[-1:])
            if fit and procent not in seen:
                seen.add(procent)
                yield Rate(procent, *fit, line)


def sender(found: Iterable[Clue], relations: Relations) -> tuple[Relation, Clue] | None:
    """Give the relation that the numbers point at, with the clue; None when two are."""
    hits: dict[str, tuple[Relation, Clue]] = {}
    for clue in found:
        number = str(clue.value)
        if clue.key == "iban":
            relation = relations.by_iban(number)
        elif clue.key in {"btw-id", "kvk"}:
            relation = relations.by_number(number)
        else:
            continue
        if relation:
            hits.setdefault(relation.key, (relation, clue))
    return next(iter(hits.values())) if len(hits) == 1 else None


def _numbers(said: list[str], ours: set[str]) -> Iterator[Clue]:
    """Give the numbers by which a sender is known, ours left out."""
    for line in said:
        found = [("iban", identity.iban(each)) for each in IBAN.findall(line)]
        found += [("btw-id", bare(each)) for each in BTW_ID.findall(line)]
        if TAXED.search(line):
            codes = map(bare, FOREIGN.findall(line))
            found += [("btw-id", code) for code in codes if not code.startswith("NL")]
        found += [("kvk", bare(each)) for each in KVK.findall(line)]
        for key, value in found:
            if value and value not in ours:
                yield Clue(key, value, line)


def _is_other_day(line: str, at: int) -> bool:
    """Tell whether a day behind a place in a line is not that of the invoice."""
    before, after = line[:at], line[at:]
    other = DUE.search(before) or OTHER_DAY.search(before)
    return bool(other or after.startswith(("of delivery", "van levering")))


def _totals(said: list[str]) -> Iterator[Clue]:
    for words in TOTAL:
        for line in said:
            amounts = AMOUNT.findall(line)
            if amounts and words.search(line) and not NO_TOTAL.search(line):
                yield Clue("totaal", _decimal(amounts[-1]), line)


def _tokens(text: str) -> Iterator[str]:
    first = text.split(" ", maxsplit=1)[0]
    if found := TOKEN.fullmatch(first.rstrip(".,;")):
        yield found[0]


def _days(text: str) -> Iterator[date]:
    for form in DAYS:
        if found := form.search(text.casefold()):
            month = found["m"] if found["m"].isdigit() else MONTH.get(found["m"], 0)
            try:
                yield date(int(found["y"]), int(month), int(found["d"]))
            except ValueError:
                continue
            return


def _pair(
    procent: Decimal, bases: list[Decimal], taxes: list[Decimal]
) -> tuple[Decimal, Decimal] | None:
    """Give a base and a btw that go together, but for a cent."""
    for base in bases:
        for tax in taxes:
            off = abs(tax - cents(base * procent / 100))
            if off <= CENT < tax < base:
                return base, tax
    return None


def _decimal(text: str) -> Decimal:
    """Read an amount whose last sign tells cents from thousands.

    >>> _decimal("1.234,50"), _decimal("1,234.50"), _decimal("21")
    (Decimal('1234.50'), Decimal('1234.50'), Decimal('21'))
    """
    whole, mark, rest = text.replace(" ", "").replace(",", ".").rpartition(".")
    return Decimal(f"{whole.replace('.', '')}{mark}{rest}")
