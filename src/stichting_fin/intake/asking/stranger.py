"""Strangers: who sent or got an invoice of the inbox, and is no relation yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import tomlkit

from stichting_fin.fault import UnreadableError
from stichting_fin.intake.billing import entry as billing
from stichting_fin.intake.desk import Desk
from stichting_fin.intake.invoice import Invoice, Party
from stichting_fin.relations import plain

Known = Mapping[str, Any]


def strangers(invoices: Iterable[Invoice], desk: Desk) -> Iterator[tuple[str, Known]]:
    """Give a relation, by its key, for each party that nobody knows.

    It says what the invoices say: who, and whether it owes us or sends invoices.
    What only a person can say, such as the account, is left open.
    """
    found: dict[str, dict[str, Any]] = {}
    for invoice in invoices:
        try:
            billing.seen(invoice, desk, None)
        except UnreadableError as error:
            if error.code == "relation-unknown":
                sale, other = billing.sides(invoice, desk)
                key = plain(other.name).replace(" ", "-") or "relatie"
                taken = key in desk.relations.all
                said = found.setdefault(f"{key}-2" if taken else key, {})
                said |= _said(other, invoice, sale=sale)
    yield from found.items()


def written(found: Iterable[tuple[str, Known]]) -> Iterator[str]:
    """Write them as TOML, ready to paste into ledger/relaties.toml."""
    for number, (key, said) in enumerate(found):
        if not number:
            yield "# ledger/relaties.toml; ask for each IBAN at a number that you know"
        yield tomlkit.dumps({key: said})


def _said(other: Party, invoice: Invoice, *, sale: bool) -> dict[str, Any]:
    ibans = () if sale else (invoice.seller.iban, *invoice.ibans)
    facts = {
        "naam": other.name,
        "iban": list(dict.fromkeys(filter(None, ibans))),
        "btw-id": other.vat_id,
        "kvk": other.kvk,
        "land": other.country,
        "debiteur" if sale else "facturen": True,
    }
    return {"rekening": "", **{key: value for key, value in facts.items() if value}}
