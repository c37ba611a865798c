"""Tax years: what the law said in one year, each value with its source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from stichting_fin.fault import UnreadableError
from stichting_fin.profile import table_of, toml


@dataclass(frozen=True, slots=True)
class Code:
    """What a `btw` code on a base posting means: where it goes on the form, and why.

    Attributes:
        richting: "verkoop" or "inkoop"; the base of a sale is a credit.
        rubriek: Where the base goes ("1a", "4b"), or "" when nowhere.
        belasting: The rubrieken where its tax goes: ("1a",), ("5b",), ("4b", "5b").
        procent: The rate, also of what is verlegd to us; 0 when no tax is reckoned.
        zekerheid: "V" seen, "S" secondary, "K" general knowledge, not verified.
    """

    name: str
    richting: str
    rubriek: str
    belasting: tuple[str, ...]
    procent: Decimal
    bron: str
    zekerheid: str
    label: str = ""

    @property
    def sign(self) -> int:
        """What turns a base as booked into a base as the form shows it."""
        return -1 if self.richting == "verkoop" else 1

    @property
    def verlegd(self) -> bool:
        """Whether we owe the tax that the supplier did not charge."""
        return self.richting == "inkoop" and bool(self.rubriek)


@dataclass(frozen=True, slots=True)
class Box:
    """A rubriek of the form: its label and how each of its columns is rounded.

    Attributes:
        omzet: Rounding rule of the base column (a name in `money`), or "".
        btw: Rounding rule of the tax column, or "".
    """

    name: str
    label: str
    omzet: str
    btw: str
    bron: str
    zekerheid: str


@dataclass(frozen=True, slots=True)
class TaxYear:
    """The law of one calendar year.

    Attributes:
        values: Every other table of its file; each names its `bron` and `zekerheid`.
        content: The bytes of its file, for the manifest.
    """

    year: int
    codes: Mapping[str, Code]
    boxes: Mapping[str, Box]
    values: Mapping[str, Any]
    content: bytes

    def code(self, name: str) -> Code:
        """Give a btw code.

        Raises:
            UnreadableError: The law of this year has no such code.
        """
        if name not in self.codes:
            raise UnreadableError("code-unknown", f"{self.year}.toml", name=name)
        return self.codes[name]


def of(day: date) -> TaxYear:
    """Give the law that holds on a day.

    Raises:
        UnreadableError: That year is not here; last year's values never stand in.
    """
    return load(day.year)


@cache
def load(year: int) -> TaxYear:
    """Give the law of a calendar year.

    Raises:
        UnreadableError: That year is not here; last year's values never stand in.
    """
    with resources.as_file(resources.files("stichting_fin") / "taxyears") as folder:
        path = folder / f"{year}.toml"
        if not path.exists():
            raise UnreadableError("taxyear", path.name, year=year)
        said = toml(path)
        codes = {n: _code(path, n, each) for n, each in said.pop("btw").items()}
        boxes = {
            n: table_of(Box, path, name=n, **each)
            for n, each in said.pop("rubriek").items()
        }
        return TaxYear(year, codes, boxes, said, path.read_bytes())


def _code(path: Path, name: str, said: dict[str, Any]) -> Code:
    said["belasting"] = tuple(said["belasting"])
    return table_of(Code, path, name=name, **said)
