"""Registers: tables of invoices, each described in TOML, laid on a header.

A description declares what cannot be seen for certain: on which side we are, the
decimal sign, the form of days. What columns are called is known for the usual ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import NamedTuple

from stichting_fin.fault import UnreadableError
from stichting_fin.intake.formats import FORMATEN, REGISTERS
from stichting_fin.profile import table_of, toml

USUAL = Path(__file__).with_suffix(".toml")
SURE = {"number", "name", "date"}  # roles without which a row is no invoice
RATE = re.compile(r"(\d{1,2}(?:[.,]\d+)?)")
PAIRED = ("net_of", "vat_of")
ENOUGH = 2  # of net, vat and gross: the third follows


@dataclass(frozen=True, slots=True)
class Register:
    """A table of invoices as the treasurer described it.

    Attributes:
        name: The stem of its file: the format's name.
        sale: Whether we are the seller.
        decimal: The sign before the cents.
        dates: The form of days, of %d, %m, %Y and %y.
        names: Role to what its column is called here, instead of the usual names.
        rates: What the rate column says, to percents or a category: Hoog = "21".
        skip: What the status column says of a row that is no invoice (yet).
    """

    name: str
    title: str
    sale: bool
    decimal: str
    dates: str
    currency: str = "EUR"
    names: Mapping[str, Sequence[str]] = field(default_factory=dict)
    rates: Mapping[str, str] = field(default_factory=dict)
    skip: tuple[str, ...] = ("concept", "draft", "vervallen", "cancelled", "void")


class Fit(NamedTuple):
    """Where each role stands in a header: place of the column.

    Attributes:
        pairs: Rate to the places of its net and its btw.
    """

    places: Mapping[str, int]
    pairs: Mapping[Decimal, tuple[int, int | None]]


def registers() -> Iterator[Register]:
    """Give the registers that the treasurer described.

    Raises:
        UnreadableError: One is not sound.
    """
    folder = FORMATEN.get()
    for path in sorted(folder.glob(REGISTERS)) if folder else ():
        yield load(path)


def load(path: Path) -> Register:
    """Read one description.

    Raises:
        UnreadableError: It is not sound, or names what we do not know.
    """
    said = toml(path)
    made = table_of(Register, path, said, name=path.stem)
    if not isinstance(made.names, dict):
        raise UnreadableError("key-kind", path, key="names")
    for role, names in made.names.items():
        if role not in _usual():
            raise UnreadableError("key-unknown", path, key=role)
        if not isinstance(names, list) or not all(type(x) is str for x in names):
            raise UnreadableError("key-kind", path, key=role)
    if made.decimal not in {",", "."} or not re.search("%[yY]", made.dates):
        raise UnreadableError("key-kind", path, key="decimal, dates")
    return made


@cache
def _usual() -> Mapping[str, Sequence[str]]:
    """Give the usual names of every role."""
    return toml(USUAL)


def fit(header: Sequence[str], made: Register) -> Fit | None:
    """Lay a description on a header; None when too little of an invoice is there."""
    plain = [_plain(cell) for cell in header]
    places: dict[str, int] = {}
    for role in _usual():
        names = [_plain(name) for name in _names(role, made)]
        found = next((plain.index(name) for name in names if name in plain), None)
        if found is not None:
            places[role] = found
    pairs = _pairs(plain, made)
    sums = len({"net", "vat", "gross"} & places.keys())
    told = sums >= ENOUGH or ("gross" in places and "rate" not in places)
    return Fit(places, pairs) if places.keys() >= SURE and (pairs or told) else None


def _names(role: str, made: Register) -> list[str]:
    return list(made.names.get(role) or _usual()[role])


def _plain(name: str) -> str:
    """Give a header without capitals, blanks and stops that say nothing.

    >>> _plain(" Bedrag excl. BTW "), _plain("Omzet 21 %"), _plain("btw_code")
    ('bedrag excl btw', 'omzet 21%', 'btw code')
    """
    said = name.casefold().replace("\ufeff", "").replace("_", " ").replace(".", "")
    return " ".join(said.split()).replace(" %", "%")


def _pairs(
    plain: Sequence[str], made: Register
) -> dict[Decimal, tuple[int, int | None]]:
    """Find the columns of each rate: what is without btw, and its btw."""
    found: dict[str, dict[Decimal, int]] = {}
    for role in PAIRED:
        found[role] = {}
        for name in _names(role, made):
            before, _, after = map(re.escape, _plain(name).partition("{p}"))
            like = re.compile(f"{before}{RATE.pattern}{after}")
            for place, cell in enumerate(plain):
                if hit := like.fullmatch(cell):
                    rate = Decimal(hit[1].replace(",", "."))
                    found[role].setdefault(rate, place)
    nets, taxes = (found[role] for role in PAIRED)
    return {
        rate: (place, taxes.get(rate))
        for rate, place in nets.items()
        if rate in taxes or not rate
    }
