"""Relations: debtors, creditors and givers, as `ledger/relaties.toml` names them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

from stichting_fin.profile import table_of, tables_in, toml

TELLING = 4  # letters of a word by which a name may be known
LABELS = ("platform", "taak", "onderdeel", "doelstelling", "fonds", "subsidie")


@dataclass(frozen=True, slots=True)
class Relation:
    """Someone who owes us, whom we owe, or who gives.

    Attributes:
        key: Its name in the ledger's metadata `relatie`.
        rekening: The account on which its invoices are booked.
        btw: The btw code of its invoices, where it is not that of the category.
        ook: Other names of it, and the codes by which a bookkeeping program exports it.
        aftrek: Percent of the btw that may be deducted, where it is not that of the
            account.
        facturen: It sends invoices, so that a payment never is a cost by itself.
        abonnement: It pays, or is paid, the same amount each time: account and amount
            settle its one open item.
        kor: It takes part in the kleineondernemersregeling: never any btw.
        persoon: A natural person (UBD).
        koers: EUR for one unit of a foreign currency, by its code.
        oin: The number by which a government body takes in e-invoices.
        termijn: Days that it gives, or gets, to pay.
    """

    key: str
    naam: str
    iban: tuple[str, ...] = ()
    btw_id: str = ""
    kvk: str = ""
    oin: str = ""
    adres: str = ""
    ook: tuple[str, ...] = ()
    postcode: str = ""
    plaats: str = ""
    contact: str = ""
    land: str = "NL"
    rekening: str = ""
    btw: str = ""
    aftrek: Decimal | None = None
    facturen: bool = False
    debiteur: bool = False
    abonnement: bool = False
    kor: bool = False
    persoon: bool = False
    termijn: int = 30
    koers: Mapping[str, Decimal] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Relations:
    """All relations of the foundation, found by any of their marks."""

    all: Mapping[str, Relation]

    @cached_property
    def _by_iban(self) -> Mapping[str, Relation]:
        return {bare(iban): each for each in self.all.values() for iban in each.iban}

    @cached_property
    def _by_number(self) -> Mapping[str, Relation]:
        each = self.all.values()
        return {bare(n): one for one in each for n in (one.btw_id, one.kvk) if n}

    @cached_property
    def _by_name(self) -> Mapping[str, Relation]:
        every = self.all.values()
        also = {plain(name): each for each in every for name in each.ook}
        return also | {plain(each.naam): each for each in every}

    def by_iban(self, iban: str) -> Relation | None:
        """Give the relation that this account belongs to."""
        return self._by_iban.get(bare(iban)) if iban else None

    def by_name(self, name: str) -> Relation | None:
        """Give the relation of that name; capitals and signs do not matter."""
        return self._by_name.get(plain(name)) if name else None

    @cached_property
    def _by_word(self) -> Mapping[str, set[str]]:
        """The relations with a word of some length in their name."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for key, each in self.all.items():
            for word in _telling(each.naam):
                found[word].add(key)
        return found

    def resembling(self, name: str) -> Relation | None:
        """Give the one relation that a name resembles: by words that are its alone.

        A last word that was cut off counts by what is left of it.
        """
        said = _telling(name)
        found = {key for word in said for key in self._alone(word)}
        if not found and said:
            last = plain(name).split()[-1]
            words = (w for w in self._by_word if last in said and w.startswith(last))
            found = {key for word in words for key in self._alone(word)}
        return self.all[found.pop()] if len(found) == 1 else None

    def _alone(self, word: str) -> set[str]:
        keys = self._by_word.get(word, set())
        return keys if len(keys) == 1 else set()

    def by_number(self, *numbers: str) -> Relation | None:
        """Give the relation with one of these btw-ids or KvK numbers."""
        found = (self._by_number.get(bare(number)) for number in numbers if number)
        return next(filter(None, found), None)


def load(path: Path) -> Relations:
    """Read the relations; without the file there are none.

    Raises:
        UnreadableError: It is not sound TOML, or holds a key that we do not know.
    """
    if not path.exists():
        return Relations({})
    return Relations(
        {
            key: _relation(path, key, said)
            for key, said in tables_in(path, toml(path)).items()
        }
    )


def bare(number: str) -> str:
    """Give a number without blanks, dots and case.

    >>> bare("NL91 abna 0417.1643.00")
    'NL91ABNA0417164300'
    """
    return re.sub(r"[^0-9A-Z]", "", number.upper())


def plain(name: str) -> str:
    """Give a name without capitals and signs, by which two spellings are one.

    >>> plain("Gemeente  Zuider-Dam B.V.")
    'gemeente zuider dam b v'
    """
    return " ".join(re.findall(r"\w+", name.casefold()))


def _telling(name: str) -> list[str]:
    return [word for word in plain(name).split() if len(word) >= TELLING]


def _relation(path: Path, key: str, said: dict[str, Any]) -> Relation:
    labels = {name: said.pop(name) for name in LABELS if name in said}
    said = {name.replace("-", "_"): value for name, value in said.items()}
    return table_of(Relation, path, said, key=key, labels=labels)
