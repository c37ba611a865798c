"""A request: the small file in which a person says what is to be invoiced."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from stichting_fin.fault import UnreadableError
from stichting_fin.profile import listed, table_of, toml
from stichting_fin.relations import LABELS
from stichting_fin.sale import PIECE

ONE = Decimal(1)
LARGEST = Decimal(10) ** 9  # of a price or a quantity: no more is meant


@dataclass(frozen=True, slots=True)
class Regel:
    """A line as it is asked for.

    Attributes:
        eenheid: Of the quantity: stuk, uur, dag, maand, ...
        prijs: EUR without btw for one.
        btw: The code; else that of the relation.
        rekening: The account; else that of the relation.
        vrijgesteld: Why it is exempt from btw, in words for the buyer.
    """

    tekst: str
    prijs: Decimal
    aantal: Decimal = ONE
    eenheid: str = PIECE
    btw: str = ""
    rekening: str = ""
    vrijgesteld: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Request:
    """An invoice or credit note as it is asked for.

    Attributes:
        place: The file and line that ask for it.
        klant: The key of the buyer in relaties.toml.
        order: The buyer's own number of its order, to the letter.
        kenmerk: What else the buyer wants to read on it.
        credit: The number of the invoice that it credits.
        begin: The first day that it is about, and `einde` the last.
        contract: The contract of which this is a term.
    """

    place: tuple[str, int]
    klant: str
    regels: tuple[Regel, ...] = ()
    datum: dt.date | None = None
    order: str = ""
    kenmerk: str = ""
    tekst: str = ""
    credit: str = ""
    begin: dt.date | None = None
    einde: dt.date | None = None
    contract: str = ""


def load(path: Path) -> Request:
    """Read a request.

    Raises:
        UnreadableError: It is not sound TOML, or a key is missing or unknown.
    """
    said = toml(path)
    regels = tuple(_regel(path, each) for each in listed(path, said, "regel"))
    said.pop("regel", None)
    place = (str(path), 0)
    return table_of(Request, path, said, place=place, regels=regels, contract="")


def _regel(path: Path, said: dict[str, Any]) -> Regel:
    labels = {name: said.pop(name) for name in LABELS if name in said}
    regel = table_of(Regel, path, said, labels=labels)
    for key, number in (("prijs", regel.prijs), ("aantal", regel.aantal)):
        if abs(number) >= LARGEST:
            raise UnreadableError("key-kind", path, key=key)
    return regel
