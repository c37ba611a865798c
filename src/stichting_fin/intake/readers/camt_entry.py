"""A CAMT entry: what its texts mean for the books."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import NamedTuple

from stichting_fin.intake.readers.camt_texts import Said
from stichting_fin.intake.statement import Line
from stichting_fin.money import ZERO

DAYS = 1024  # that are remembered
NO_REFERENCE = {"NOTPROVIDED", "NONREF", "NOT PROVIDED", ""}
NAME = 24  # signs after which ABN AMRO cuts a name
LABEL = re.compile(r"/(TRTP|IBAN|BIC|NAME|REMI|EREF|ORDP|CSID|MARF|RTYP|ISDT)/")
SHOP = re.compile(r"[BG]EA, .*?  +(.+?),PAS")

USED = {
    *("text", "structured", "remark", "more_text", "end_to_end_id", "mandate"),
    *("creditor_id", "debtor", "creditor", "debtor_iban", "creditor_iban"),
    *("reference", "amount", "moved", "instructed", "side"),
}
OTHER = ("countervalue", "moved", "instructed", "amount")
KEPT = ("info", "charges", "batch_number", "number", "reversal")
_day = lru_cache(DAYS)(date.fromisoformat)


class Entry(NamedTuple):
    """An entry and what of it decides whether, and how, it counts.

    Attributes:
        others: The same amount in other words: "12.00 USD", "11.10 EUR".
    """

    line: Line
    currency: str
    status: str
    undated: bool
    others: tuple[str, ...]


def entry(texts: Sequence[Said], number: int, own: str, currency: str) -> Entry:
    """Read one `Ntry` of the account `own`, which is kept in `currency`.

    `texts` are what it says by itself, and what each `TxDtls` of it says.

    Raises:
        ValueError: It has no amount, an amount that is none, or a day that is none.
    """
    said, *details = texts
    one = details[0] if len(details) == 1 else {}
    money, _, stated = said.get("amount", "").partition(" ")
    others: tuple[str, ...] = ()
    if stated != currency:
        others = tuple(each[k] for each in (one, said) for k in OTHER if k in each)
    amount = _signed(money, said.get("side", ""))
    line = _line(said, one, amount, number, own)
    if len(details) > 1:
        parts = tuple(_part(each, amount, n, own) for n, each in enumerate(details, 1))
        line = line._replace(parts=parts)
    return Entry(line, stated, said.get("status", "BOOK"), "booked" not in said, others)


def _line(said: Said, one: Said, amount: Decimal, number: int, own: str) -> Line:
    value = said.get("value", "")
    booked = said.get("booked") or value
    if not booked:
        raise ValueError("no BookgDt")
    info = said.get("info", "")
    labels = dict(_labels(info)) if info[:1] == "/" else {}
    name, iban = _party(one, amount, own, labels, info)
    text = one.get("text") or one.get("remark") or one.get("more_text", "")
    if not text and "structured" not in one:
        text = labels.get("REMI", "") if labels else info
    more: Said = {}
    if not USED.issuperset(one):
        more = {name: text for name, text in one.items() if name not in USED}
    for kept in KEPT:
        if kept in said:
            more[kept] = said[kept]
    return Line(
        _day(booked[:10]),
        amount,
        _key(said.get("reference") or one.get("reference", ""), said, amount),
        number,
        _day(value[:10]) if value else None,
        name,
        iban,
        _joined(text),
        one.get("structured", ""),
        _known(one.get("end_to_end_id", "")),
        said.get("code") or said.get("family", ""),
        one.get("mandate", ""),
        one.get("creditor_id", ""),
        said.get("batch", ""),
        _valuta(one or said),
        (),
        more,
    )


def _part(detail: Said, whole: Decimal, number: int, own: str) -> Line:
    """Give one transaction of a batch; its amount may be unknown (zero)."""
    money = detail.get("amount") or detail.get("moved", "0")
    side = detail.get("side") or ("DBIT" if whole < 0 else "CRDT")
    name, iban = _party(detail, whole, own, {}, "")
    return Line(
        date.min,
        _signed(money.partition(" ")[0], side),
        number=number,
        counterparty=name,
        iban=iban,
        text=_joined(detail.get("text", "")),
        structured_reference=detail.get("structured", ""),
        end_to_end_id=_known(detail.get("end_to_end_id", "")),
        mandate=detail.get("mandate", ""),
    )


def _party(
    one: Said, amount: Decimal, own: str, labels: Mapping[str, str], info: str
) -> tuple[str, str]:
    """Give the other side: that which is not our own account.

    Of a return some banks keep the sides of the payment, others turn them.
    """
    side, back = ("debtor", "creditor") if amount > 0 else ("creditor", "debtor")
    iban = one.get(f"{side}_iban", "")
    if (iban and iban == own) or not (iban or side in one or f"ultimate_{side}" in one):
        side = back
        iban = one.get(f"{side}_iban", "")
        if iban == own or not (iban or "return" in one):
            side = iban = ""
    name = one.get(side) or one.get(f"ultimate_{side}", "")
    if labels:
        full = labels.get("NAME", "")
        if not name or (len(name) >= NAME and full.startswith(name)):
            name = full or name
        iban = iban or labels.get("IBAN", "")
    elif not name and (shop := SHOP.match(info)):
        name = shop[1].strip()
    return name, iban.replace(" ", "")


def _labels(info: str) -> Iterator[tuple[str, str]]:
    """Split ABN AMRO's `/TRTP/.../NAME/...` on its closed set of labels."""
    parts = LABEL.split(info)
    for name, value in zip(parts[1::2], parts[2::2], strict=True):
        yield name, value.strip("/ ")


def _signed(amount: str, side: str) -> Decimal:
    if not amount:
        raise ValueError("no Amt")
    value = amount_of(amount)
    return (-value if side == "DBIT" else value) + ZERO


def amount_of(text: str) -> Decimal:
    """Give a text as an amount.

    Raises:
        ValueError: It is none; the error holds the text.
    """
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise ValueError(text) from None
    if not value.is_finite():
        raise ValueError(text)
    return value


def _key(reference: str, said: Said, amount: Decimal) -> str:
    scheme = "acctsvcr1"
    if reference in NO_REFERENCE:
        scheme, reference = "ntryref1", said.get("number", "")
    return "" if reference in NO_REFERENCE else f"{scheme}:{reference}:{amount:.2f}"


def _known(reference: str) -> str:
    return "" if reference.upper() in NO_REFERENCE else reference


def _valuta(one: Said) -> str:
    instructed = one.get("instructed", "")
    return "" if instructed.endswith((" EUR", " ")) else instructed


def _joined(text: str) -> str:
    return " ".join(text.split())
