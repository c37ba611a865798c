"""Custom: the closed list of our own directives, each with its arguments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from beancount.core import data
from beancount.core.amount import Amount

FAVA = ("fava-", "budget")  # directives that are Fava's own
# s text, c account, d day, n number, a amount, . anything; what stands after | may
# lack, and where * stands anything may follow.
KINDS = {
    "aangifte": "ssds|*",
    "aanvaard": "cas",
    "activum": "sccan",
    "afgesloten": "sdss",
    "antwoord": "|*",
    "begroting": "sca|*",
    "boekjaar": "sdd",
    "contract": "ssscsas",
    "dagboek": "ss|s",
    "herstel": "ss",
    "overlopend": "|*",
    "sleutel": "sn|s",
    "subsidie": "ssa|*",
    "uren": "ssn.|*",
    "verklaring": "|*",
    "verplichting": "|*",
    "vraag": "|*",
    "waarde": "ss",
}
TYPES: Mapping[str, type | tuple[type, ...]] = {
    "s": str,
    "c": str,
    "d": date,
    "n": (Decimal, int),
    "a": Amount,
    ".": object,
}


def fits(entry: data.Custom) -> bool:
    """Tell whether a directive has the arguments of its kind; an unknown one does."""
    needed, _, rest = KINDS.get(entry.type, "|*").partition("|")
    may = rest.rstrip("*")
    values = [each.value for each in entry.values or ()]
    if len(values) < len(needed) or (may == rest and len(values) > len(needed + may)):
        return False
    return all(
        isinstance(v, TYPES[t]) for v, t in zip(values, needed + may, strict=False)
    )


def accounts(entry: data.Custom) -> Iterator[str]:
    """Give the accounts that a directive names."""
    for value, letter in zip(
        entry.values or (), KINDS.get(entry.type, ""), strict=False
    ):
        if letter == "c":
            yield value.value
