"""Receipts: what a person read on a paper, in a TOML beside the file that cannot tell.

A photo, or a PDF without an invoice inside, is booked from `<file>.toml`; its keys
are those that the invoice gets in the ledger.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from decimal import Decimal
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.items import AoT

from stichting_fin.fault import UnreadableError
from stichting_fin.intake import identity
from stichting_fin.intake.billing import consistency
from stichting_fin.intake.invoice import Aside, Invoice, Item, Party, Totals, Vat
from stichting_fin.money import ZERO
from stichting_fin.profile import listed, table_of, toml
from stichting_fin.relations import LABELS

NAMELESS = "receipt-by"  # the fault of a reading that nobody put a name to
PAPER = {"pdf-plain", "photo-plain"}  # codes of faults that a person's reading mends


@dataclass(frozen=True, slots=True)
class Tarief:
    """What the paper says of one rate: base and btw, in its own signs.

    Attributes:
        procent: Percent.
        categorie: UNCL 5305, where the paper says why there is no btw: AE, E, ...
    """

    procent: Decimal
    grondslag: Decimal
    btw: Decimal
    categorie: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the paper says, as somebody read it.

    Attributes:
        by: Who read it; without a name it is a proposal, and nothing is booked.
        totaal: The amount with btw, as it stands there: the proof of the rest.
        creditnota: The amounts are positive, and the seller owes them.
    """

    by: str
    relatie: str
    factuurnummer: str
    factuurdatum: dt.date
    totaal: Decimal
    vervaldatum: dt.date | None = None
    creditnota: bool = False
    iban: str = ""
    kenmerk: str = ""
    omschrijving: str = ""
    valuta: str = "EUR"
    koers: Decimal | None = None
    account: str = ""
    tarief: tuple[Tarief, ...] = ()
    labels: dict[str, str] = field(default_factory=dict)


KEYS = tuple(
    each.name for each in fields(Receipt) if each.name not in {"tarief", "labels"}
)


def beside(path: Path) -> Path:
    """Give where the TOML of a file stands: bon.jpg has bon.jpg.toml."""
    return path.with_name(f"{path.name}.toml")


def is_beside(path: Path) -> bool:
    """Tell whether a file is the TOML of another that lies there too."""
    return path.suffix == ".toml" and path.with_suffix("").is_file()


def is_read(path: Path) -> bool:
    """Tell whether a TOML lies beside a file; a long name leaves no room for one."""
    try:
        return beside(path).is_file()
    except OSError:
        return False


def whole(path: Path) -> bytes:
    """Give all that a file says: its own bytes, and those of the TOML beside it."""
    place = beside(path)
    return path.read_bytes() + (place.read_bytes() if is_read(path) else b"")


def read(path: Path, code: str) -> Invoice:
    """Give the invoice that a file is, as the TOML beside it says.

    Args:
        path: The photo or PDF.
        code: Of the fault when nobody has read it yet.

    Raises:
        UnreadableError: There is no TOML, or not a sound one.
    """
    place = beside(path)
    if not is_read(path):
        raise UnreadableError(code, path)
    return invoice(made(toml(place), place), place)


def made(said: Mapping[str, Any], place: Path) -> Receipt:
    """Give the receipt of what somebody wrote down.

    Raises:
        UnreadableError: It lacks a key, or holds one that we do not know.
    """
    said = dict(said)
    labels = {name: said.pop(name) for name in LABELS if name in said}
    rates = listed(place, said, "tarief")
    said.pop("tarief", None)
    tarief = tuple(table_of(Tarief, place, each) for each in rates)
    return table_of(Receipt, place, said, tarief=tarief, labels=labels)


def invoice(receipt: Receipt, place: Path) -> Invoice:
    """Give the neutral document, which must pass the gate that every invoice passes.

    Raises:
        UnreadableError: Nobody put a name to it, or its IBAN is none.
    """
    if not receipt.by.strip():
        raise UnreadableError(NAMELESS, place)
    iban = identity.iban(receipt.iban)
    if receipt.iban and not iban:
        raise UnreadableError("receipt-iban", place, iban=receipt.iban)
    groups = tuple(_group(each) for each in receipt.tarief)
    base = sum((group.base for group in groups), ZERO) if groups else receipt.totaal
    tax = sum((group.tax for group in groups), ZERO)
    totals = Totals(net=base, vat=tax, gross=receipt.totaal, payable=receipt.totaal)
    found = Invoice(
        "credit-note" if receipt.creditnota else "invoice",
        " ".join(receipt.factuurnummer.split()),
        receipt.factuurdatum,
        receipt.valuta,
        Party(iban=iban),
        Party(),
        groups,
        totals,
        due_date=receipt.vervaldatum,
        ibans=(iban,) if iban else (),
        lines=(Item(receipt.omschrijving, base),),
        payment_reference=" ".join(receipt.kenmerk.split()),
        labels=receipt.labels,
        aside=Aside(
            sale=False,
            relatie=receipt.relatie,
            account=receipt.account,
            koers=receipt.koers,
            gelezen=" ".join(receipt.by.split()),
        ),
    )
    return consistency.checked(found, {})


def _group(said: Tarief) -> Vat:
    category = said.categorie or ("S" if said.procent else "")
    return Vat(category, said.procent, said.grondslag, said.btw)


def written(
    said: Mapping[str, Any],
    tarief: Iterable[Mapping[str, Any]],
    notes: Mapping[str, str],
) -> str:
    """Write the TOML: each key on its line, with a note behind it where there is one.

    Notes may hold text from outside: they are cut, and never leave their line.
    """
    document = tomlkit.document()
    for key, value in said.items():
        _put(document, key, value, notes.get(key, ""))
    groups: AoT = tomlkit.aot()
    for number, each in enumerate(tarief):
        table = tomlkit.table()
        for key, value in each.items():
            _put(table, key, value, notes.get(f"tarief.{number}", ""))
        groups.append(table)
    if groups:
        document["tarief"] = groups
    return tomlkit.dumps(document)


def _put(table: Any, key: str, value: Any, note: str) -> None:
    plain = isinstance(value, str | bool | dt.date)
    table[key] = value if plain else tomlkit.value(str(value))
    if note:
        table[key].comment(inline(note))


def inline(text: str) -> str:
    r"""Give a text from outside as it may stand in a comment or on a screen.

    >>> inline("Totaal:\n\x1b[31m  121,00")
    'Totaal: [31m 121,00'
    """
    kept = "".join(sign if sign.isprintable() else " " for sign in text)
    return " ".join(kept.split())[:80]
