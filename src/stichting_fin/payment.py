"""Payments out: a batch of transfers, and the record of what was handed to the bank.

The record stands in `ledger/betaalbatches/`, one file a batch: it keeps an invoice
from being paid twice, and tells whose money a line of the bank is. A batch that the
bank refused is undone by taking its file away.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from hashlib import sha256
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

from stdnum.iso7064 import mod_97_10

from stichting_fin.fault import UnreadableError
from stichting_fin.money import ZERO
from stichting_fin.profile import TEXTS, held, listed, toml

FOLDER = "betaalbatches"  # of the ledger
LONGEST = 35  # signs of an identity in a payment file
SCOR_LONG = 16  # digits of a betalingskenmerk in full
SCOR = re.compile(r"[0-9]{9,14}|[0-9]{16}")
RF = re.compile(r"RF[0-9]{2}[A-Z0-9]{1,21}")
IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
# The countries within which a bank asks for no address: the EEA (EPC409-09).
EEA = """AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT
    RO SE SI SK""".split()  # noqa: SIM905  # shorter
# The weights of a betalingskenmerk, from the right.
WEIGHTS = (2, 4, 8, 5, 10, 9, 7, 3, 6, 1)


class Address(NamedTuple):
    """Where somebody is; a bank takes it only with a town and a country."""

    adres: str
    postcode: str
    plaats: str
    land: str


@dataclass(frozen=True, slots=True)
class Transfer:
    """One payment to one creditor.

    Attributes:
        id: The EndToEndId, by which the bank's line is known again.
        day: The day on which the bank is to execute it.
        amount: EUR, positive.
        reference: A betalingskenmerk or RF reference, or "".
        text: What the creditor reads where there is no reference.
        links: The invoices and credit notes that it settles.
        address: Where the creditor is, as far as somebody said it.
    """

    id: str
    day: date
    naam: str
    iban: str
    amount: Decimal
    reference: str
    text: str
    links: tuple[str, ...]
    address: Address | None = None


@dataclass(frozen=True)
class Batch:
    """What one payment file holds: our account, and the transfers from it."""

    naam: str
    iban: str
    transfers: tuple[Transfer, ...]

    @cached_property
    def id(self) -> str:
        """Its identity, which follows from its content alone."""
        said = "\n".join(f"{self.iban}|{each}" for each in self.transfers)
        return f"batch-{sha256(said.encode()).hexdigest()[:16]}"

    @cached_property
    def groups(self) -> Mapping[str, tuple[Transfer, ...]]:
        """The transfers of each execution date, by the identity of the group."""
        day = attrgetter("day")
        dated = groupby(sorted(self.transfers, key=day), day)
        return {f"{self.id}-{n}": tuple(some) for n, (_, some) in enumerate(dated, 1)}

    @property
    def total(self) -> Decimal:
        """EUR of all transfers."""
        return total(self.transfers)

    @property
    def record(self) -> str:
        """The batch as the ledger remembers it."""
        lines = [f"rekening = {_quoted(self.iban)}"]
        for group, transfers in self.groups.items():
            for each in transfers:
                posten = ", ".join(map(_quoted, each.links))
                lines += [
                    "",
                    "[[betaling]]",
                    f"id = {_quoted(each.id)}",
                    f"groep = {_quoted(group)}",
                    f"dag = {each.day}",
                    f"iban = {_quoted(each.iban)}",
                    f"bedrag = {each.amount}",
                    f"posten = [{posten}]",
                ]
        return "\n".join(lines) + "\n"


@dataclass(frozen=True, slots=True)
class Handed:
    """What the bank may book as one line: the transfers of a batch on one day.

    Attributes:
        iban: Our account.
        day: The day on which the bank was to execute it.
        amount: EUR of all of it, positive.
        links: The invoices and credit notes that it settles.
    """

    iban: str
    day: date
    amount: Decimal
    links: tuple[str, ...]


def total(transfers: Iterable[Transfer]) -> Decimal:
    """Add up transfers: EUR."""
    return sum((each.amount for each in transfers), ZERO)


def sent(ledger: Path) -> Mapping[str, tuple[str, ...]]:
    """Give the links that each transfer, group and batch handed to the bank settles.

    The batch itself comes last.

    Raises:
        UnreadableError: A record is not sound.
    """
    found: dict[str, tuple[str, ...]] = {}
    for path in sorted((ledger / FOLDER).glob("*.toml")):
        for names, posten in _recorded(path):
            for name in names:
                found[name] = (*found.get(name, ()), *posten)
    return found


def handed(ledger: Path) -> list[Handed]:
    """Give the groups of transfers that were handed to the bank.

    Raises:
        UnreadableError: A record is not sound.
    """
    found: dict[str, Handed] = {}
    for path in sorted((ledger / FOLDER).glob("*.toml")):
        known = toml(path)
        own = held(path, known, "rekening")
        for said in listed(path, known, "betaling"):
            if not {"groep", "dag", "bedrag", "posten"} <= said.keys():
                continue
            group = held(path, said, "groep")
            old = found.get(group)
            amount, links = (old.amount, old.links) if old else (ZERO, ())
            found[group] = Handed(
                own,
                held(path, said, "dag", "dt.date"),
                amount + held(path, said, "bedrag", "Decimal"),
                (*links, *held(path, said, "posten", TEXTS)),
            )
    return list(found.values())


def _recorded(path: Path) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    for said in listed(path, toml(path), "betaling"):
        for name in ("id", "groep", "posten"):
            if name not in said:
                raise UnreadableError("key-missing", path, key=name)
        names = (held(path, said, "id"), held(path, said, "groep"), path.stem)
        yield tuple(dict.fromkeys(names)), held(path, said, "posten", TEXTS)


def end_to_end_id(links: Iterable[str]) -> str:
    """Give the identity of the transfer that settles these invoices.

    It is that of the invoice, or of several the first with a digest of all.

    >>> end_to_end_id(["inkoop-serverhuis/SH-25-01"])
    'serverhuis/SH-25-01'
    >>> end_to_end_id(["inkoop-jansen/1", "inkoop-jansen/2"])
    'jansen/1-19188993'
    """
    first, *more = ordered = sorted(links)
    raw = first.removeprefix("inkoop-")
    plain = re.sub(r"/{2,}", "/", re.sub(r"[^A-Za-z0-9./-]", "-", raw)).strip("/")
    if plain == raw and not more and len(plain) <= LONGEST:
        return plain
    digest = sha256(" ".join(ordered).encode()).hexdigest()[:8]
    return f"{plain[: LONGEST - 9]}-{digest}"


def issuer(reference: str) -> str:
    """Say by whose rules a reference is one: "CUR", "ISO", or "" when it is free text.

    Seven digits have no check digit: they may as well be the number of an invoice.

    >>> issuer("RF18 5390 0754 7034"), issuer("7000 0000 0000 0001"), issuer("2025-7")
    ('ISO', 'CUR', '')
    """
    bare = compact(reference)
    if RF.fullmatch(bare) and proven(bare):
        return "ISO"
    if SCOR.fullmatch(bare) and (len(bare) == SCOR_LONG or checked(bare)):
        return "CUR"
    return ""


def checked(kenmerk: str) -> bool:
    """Tell whether the check digit, and a length digit, of a betalingskenmerk hold.

    Source: Betaalvereniging Nederland, betalingskenmerk: weights from the right,
    eleven minus the rest of eleven, the check digit in front.
    """
    first, rest = int(kenmerk[0]), kenmerk[1:]
    if len(kenmerk) < SCOR_LONG and int(rest[0]) != len(rest[1:]) % 10:
        return False
    weights = (WEIGHTS * 2)[: len(rest)]
    pairs = zip(reversed(rest), weights, strict=True)
    eleven = 11 - sum(int(digit) * weight for digit, weight in pairs) % 11
    return first == {10: 1, 11: 0}.get(eleven, eleven)


def is_iban(iban: str) -> bool:
    """Tell whether a text is an IBAN whose check digits hold.

    >>> is_iban("NL91 ABNA 0417 1643 00"), is_iban("NL92ABNA0417164300")
    (True, False)
    """
    bare = compact(iban)
    return bool(IBAN.fullmatch(bare)) and proven(bare)


def proven(text: str) -> bool:
    """Tell whether the check digits of an IBAN or an RF reference hold.

    Source: ISO 7064, MOD 97-10, as ISO 13616 and ISO 11649 use it.
    """
    return mod_97_10.is_valid(text[4:] + text[:4])


def compact(text: str) -> str:
    """Give an IBAN or a reference without blanks and dots, in capitals."""
    return re.sub(r"[\s.]", "", text).upper()


def _quoted(text: str) -> str:
    return json.dumps(text)
