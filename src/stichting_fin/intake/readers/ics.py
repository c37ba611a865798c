"""ICS: the monthly statement of a credit card, as the text of its PDF (pdftotext)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from stichting_fin.fault import UnreadableError
from stichting_fin.intake import pdf_file
from stichting_fin.intake.formats import dialect
from stichting_fin.intake.statement import Balance, Line, Statement
from stichting_fin.money import ZERO

FORMAT = "txt-ics"
MARKS = ("International Card Services", "Vorig openstaand saldo")
MONTHS = "jan feb mrt apr mei jun jul aug sep okt nov dec".split()  # noqa: SIM905  # shorter
MONTH = {name: n for n, name in enumerate(MONTHS, 1)} | {"maa": 3}
HEAD = re.compile(
    r"\s*(\d{1,2}) ([a-z]+)\.? (\d{4})\s+(\d{8,})\s+(\d+)\s+\d+ van \d+\s*"
)
BALANCE = re.compile(r"€\s*([\d.]+,\d\d)\s*(Af|Bij)?")
ROW = re.compile(
    r"(\d\d) ([a-z]{3})\.?\s+(\d\d) ([a-z]{3})\.?\s+(\S.*?)\s+([\d.]+,\d\d)\s*(Af|Bij)"
)
DATED = re.compile(r"\d\d [a-z]{3}\.?\s+\d\d [a-z]{3}\b")
FOREIGN = re.compile(r"\s{2,}([\d.]+,\d\d [A-Z]{3})$")
CARD = re.compile(r"Uw Card met als laatste vier cijfers (\S+)")
RATE = re.compile(r"Wisselkoers [A-Z]{3}\s+([\d,]+)")
SIGN = {"Af": -1, "Bij": 1, "": 1}


class Row(NamedTuple):
    """A line of the text, where it stands."""

    path: Path
    line: int
    text: str

    def strange(self) -> UnreadableError:
        """Make the fault of a row that we do not know."""
        return UnreadableError(
            "ics-row", self.path, self.line, said=" ".join(self.text.split())
        )


@dataclass(slots=True)
class Month:
    """One statement, while its pages are being read."""

    day: date
    account: str
    number: str
    card: str = ""
    balances: list[Decimal] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)

    def statement(self) -> Statement:
        """Give what the pages said; the card holder's debt is negative."""
        opening = closing = None
        if self.balances:
            opening = Balance(self.balances[0], None)
            closing = Balance(self.balances[-1], self.day)
        return Statement(
            self.account,
            "EUR",
            tuple(self.lines),
            id=f"{self.day.year}-{self.number}",
            opening=opening,
            closing=closing,
            until=self.day,
        )


def sniff(head: bytes) -> str:
    """Name the format of a text that says whose card statement it is."""
    ours = is_ours(dialect.decoded(head, whole=False))
    return FORMAT if ours and not pdf_file.begins(head) else ""


def is_ours(text: str) -> bool:
    """Tell whether a text says that it is a card statement of ICS."""
    return all(mark in text for mark in MARKS)


def read(path: Path) -> Iterator[Statement]:
    """Give each month in the file.

    Raises:
        UnreadableError: A row that has days is not one that we know.
    """
    yield from months(dialect.decoded(path.read_bytes()), path)


def months(text: str, path: Path) -> Iterator[Statement]:
    """Give each month in the text of a file.

    Raises:
        UnreadableError: A row that has days is not one that we know.
    """
    found: dict[tuple[date, str, str], Month] = {}
    month: Month | None = None
    for number, raw in enumerate(text.split("\n"), 1):
        row = Row(path, number, raw.strip(" \r\f"))
        if head := HEAD.fullmatch(row.text):
            day = _day(int(head[3]), head[2], int(head[1]), row)
            key = (day, head[4], head[5])
            month = found.setdefault(key, Month(*key))
        elif month:
            _take(month, row)
    if not found:
        raise UnreadableError("element", path, element="klantnummer")
    for month in found.values():
        yield month.statement()


def _take(month: Month, row: Row) -> None:
    """Take from a line of text what it says of the month."""
    line = row.text
    if len(balances := BALANCE.findall(line)) == 4:  # noqa: PLR2004  # as ICS has
        month.balances = [_amount(text, sign) for text, sign in balances]
    elif found := CARD.search(line):
        month.card = found[1]
    elif found := ROW.fullmatch(line):
        month.lines.append(_line(found, month, row))
    elif DATED.match(line):
        raise row.strange()
    elif (found := RATE.search(line)) and month.lines:
        last = month.lines[-1]
        month.lines[-1] = last._replace(more={**last.more, "Wisselkoers": found[1]})


def _line(found: re.Match[str], month: Month, row: Row) -> Line:
    """Make a line of a row; its days have no year: that of the statement or before."""
    paid = _near(month.day, found[2], int(found[1]), row)
    booked = _near(month.day, found[4], int(found[3]), row)
    text, valuta = found[5], ""
    if foreign := FOREIGN.search(text):
        valuta = foreign[1]
        text = text[: foreign.start()]
        value, _, currency = valuta.partition(" ")
        valuta = f"{dialect.amount(value, ',')} {currency}"
    cells = re.split(r"\s{2,}", text)
    index = len(month.lines) + 1
    more = {"Datum transactie": str(paid)} | (
        {"Card": month.card} if month.card else {}
    )
    return Line(
        booked,
        _amount(found[6], found[7]),
        key=f"ics1:{month.day.year}-{month.number}:{index}",
        number=index,
        counterparty=cells[0],
        text=" ".join(cells),
        valuta=valuta,
        more=more,
    )


def _amount(text: str, sign: str) -> Decimal:
    value = dialect.amount(text, ",")
    return SIGN[sign] * (value or ZERO) + ZERO


def _near(until: date, month: str, day: int, row: Row) -> date:
    year = until.year - (MONTH.get(month[:3], 0) > until.month)
    return _day(year, month, day, row)


def _day(year: int, month: str, day: int, row: Row) -> date:
    try:
        return date(year, MONTH[month[:3]], day)
    except (KeyError, ValueError) as error:
        raise row.strange() from error
