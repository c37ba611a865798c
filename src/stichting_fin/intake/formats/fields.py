"""Fields: what a table says of its lines beside their day and amount."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import repeat
from operator import add

from stichting_fin.intake.formats import dialect
from stichting_fin.intake.formats.description import Leg
from stichting_fin.intake.formats.labels import LABELLED, TEXT, labelled
from stichting_fin.intake.formats.sheet import Sheet, each, either
from stichting_fin.intake.statement import NOTHING, Cells, Line, Note, Rest
from stichting_fin.money import ZERO

NO_REFERENCE = ("NOTPROVIDED", "NONREF")
PLAIN = (
    "counterparty",
    "structured_reference",
    "end_to_end_id",
    "mandate",
    "creditor_id",
    "batch",
)
CUT = 140  # a text of this length was cut by the bank, and goes on in the next cell
NO_DIGITS = bytes(sign for sign in range(256) if chr(sign) not in "0123456789")
Texts = dict[str, Sequence[str]]


def texts(sheet: Sheet, leg: Leg | None, amounts: Sequence[Decimal]) -> Texts:
    """Give, by field, the texts of all rows; "labelled" holds those with labels."""
    found: Texts = {name: sheet.said(name) for name in PLAIN}
    if leg and leg.counterparty:
        found["counterparty"] = sheet.columns[leg.counterparty]
    elif sheet.names("payee"):
        found["counterparty"] = _others(sheet, found["counterparty"], amounts)
    found["iban"] = _ibans(sheet.said("iban"))
    found["text"] = found["whole"] = _joined(sheet)
    if sheet.made.labels:
        found = _moved(sheet, found)
    found["text"] = _plain(found["text"])
    found["end_to_end_id"] = _references(found["end_to_end_id"])
    return found


def _others(
    sheet: Sheet, said: Sequence[str], amounts: Sequence[Decimal]
) -> Sequence[str]:
    """Give who paid what came in, or was paid what went out."""
    rows = zip(said, amounts, sheet.said("payer"), sheet.said("payee"), strict=True)
    return [name or (payer if a > 0 else payee) for name, a, payer, payee in rows]


def _references(said: Sequence[str]) -> Sequence[str]:
    together = "".join(said)
    if not any(word in together for word in NO_REFERENCE):
        return said
    return ["" if text in NO_REFERENCE else text for text in said]


def _ibans(said: Sequence[str]) -> Sequence[str]:
    """Give the account in each text: without a blank or a quote it is the text."""
    together = "".join(said)
    if " " not in together and '"' not in together:
        return said
    return each(dialect.account, said)


def _joined(sheet: Sheet) -> Sequence[str]:
    """Join the cells of a text; one that the bank cut goes on without a blank."""
    names = sheet.names("text")
    if len(names) > 1:
        names = [name for name in names if any(sheet.columns[name])]
    columns = [sheet.raw[name] for name in names]
    if len(columns) == 1:
        return columns[0]
    rows = zip(*columns, strict=True) if columns else repeat((), len(sheet.lines))
    if any(CUT in map(len, column) for column in columns):
        return ["".join(c if len(c) == CUT else f"{c} " for c in some) for some in rows]
    return list(map(" ".join, rows))


def _moved(sheet: Sheet, found: Texts) -> Texts:
    """Move what labels introduce from the text to the fields that they name.

    A field that has a column of its own keeps what stands there.
    """
    parts = labelled(sheet.made, found["whole"])
    ibans = found["iban"]
    for name, column in parts.items():
        if name in found and name != TEXT and not all(found[name]):
            found[name] = either(found[name], list(map(str.strip, column)))
    if found["iban"] is not ibans:
        found["iban"] = _ibans(found["iban"])
    return found | {TEXT: parts[TEXT], LABELLED: parts[LABELLED]}


def _plain(texts: Sequence[str]) -> Sequence[str]:
    """Put each text on one line, without blanks that say nothing."""
    all_of_them = "".join(texts)
    if "  " not in all_of_them and all_of_them.isprintable():
        return list(map(str.strip, texts))
    return [" ".join(text.split()) for text in texts]


def codes(sheet: Sheet, leg: Leg | None) -> Sequence[str]:
    """Give the kind of each line: as the description tells, else as the bank does."""
    if leg and leg.code:
        return [leg.code] * len(sheet.lines)
    said = sheet.said("code")
    for kind in reversed(sheet.made.kind):
        like = re.compile(kind.like, re.IGNORECASE)
        column = each(like.fullmatch, sheet.columns[kind.column])
        pairs = zip(said, column, strict=True)
        said = [kind.code if found else code for code, found in pairs]
    return said


def keys(sheet: Sheet, kinds: Sequence[str]) -> Sequence[str]:
    """Give the bank's own key of each row; "" where it has none."""
    key = sheet.made.key
    if key is None:
        return [""] * len(sheet.lines)
    found: Sequence[str] = [""] * len(sheet.lines)
    for way in key.of:
        parts = [_parts(sheet, name) for name in way]
        made = map(":".join, zip(repeat(key.scheme), *parts, strict=False))
        filled = map(all, zip(*parts, strict=True))
        tried = [
            text if all_of else "" for text, all_of in zip(made, filled, strict=True)
        ]
        found = either(found, tried)
    if key.kind:
        pairs = zip(found, kinds, strict=True)
        return [f"{text}:{kind}" if text and kind else text for text, kind in pairs]
    return found


def _parts(sheet: Sheet, name: str) -> Sequence[str]:
    """Give a part of the key of each row, written in one way."""
    if name not in sheet.raw:
        return [""] * len(sheet.lines)
    column, known = sheet.columns[name], sheet.layout.known[name]
    if known and known.form == "number":
        return list(map(str.lstrip, column, repeat("0")))
    if known and known.form == "date":
        return each(lambda text: str(sheet.days[name](text) or ""), column)
    return column


def valuta(sheet: Sheet, currencies: Sequence[str]) -> Sequence[str]:
    """Give the amount in the currency in which it was paid, where that differs."""
    paid = sheet.said("original_currency")
    names = sheet.names("original")
    if not names or not any(paid):
        return [""] * len(sheet.lines)
    rows = zip(sheet.amounts(names[0]), paid, currencies, strict=True)
    return [
        f"{abs(amount)} {other.upper()}"
        if amount is not None and other and other.upper() != currency
        else ""
        for amount, other, currency in rows
    ]


def parts(
    sheet: Sheet,
    days: Sequence[date],
    amounts: Sequence[Decimal],
    kinds: Sequence[str],
) -> Iterable[tuple[Line, ...]]:
    """Give the gross amount and the fee that a provider took off, where both differ."""
    names = sheet.names("gross")
    if fees := sheet.names("fee"):
        columns = map(sheet.amounts, fees)
        taken = (sum(filter(None, some), ZERO) for some in zip(*columns, strict=True))
        said: Iterable[Decimal | None] = map(add, amounts, taken)
    elif names:
        said = sheet.amounts(names[0])
    else:
        return repeat((), len(amounts))
    rows = zip(days, said, amounts, kinds, strict=True)
    return (_split(day, gross, net, kind) for day, gross, net, kind in rows)


def _split(
    day: date, gross: Decimal | None, net: Decimal, kind: str
) -> tuple[Line, ...]:
    if not gross or gross == net or (gross * net <= ZERO and kind != "payment"):
        return ()
    return Line(day, gross, code=kind), Line(day, net - gross, code="fee")


def more(
    sheet: Sheet, texts: Texts, codes: Sequence[str]
) -> Iterator[Mapping[str, str]]:
    """Give, per row, the fields that we do not use, as they stand there."""
    columns: dict[str, Cells] = {
        name: sheet.raw[name] for name in sheet.kept() if any(sheet.raw[name])
    }
    if LABELLED in texts:
        columns[LABELLED] = texts[LABELLED]
    if sheet.made.fingerprint:
        columns["fingerprint"] = _Digits(codes, texts["whole"])
    if not columns:
        return repeat(NOTHING, len(sheet.lines))
    return map(Rest, repeat(columns), range(len(sheet.lines)))


@dataclass(frozen=True, slots=True)
class _Digits:
    """What is left of texts in every language, behind the kind of each."""

    codes: Sequence[str]
    texts: Sequence[str]

    def __getitem__(self, row: int) -> str:
        """Give the digits of a row."""
        digits = self.texts[row].encode("ascii", "ignore").translate(None, NO_DIGITS)
        return f"{self.codes[row]} {digits.decode()}"


def odd_value_dates(sheet: Sheet) -> list[Note]:
    """Tell of value dates that are no days."""
    notes = []
    for name in sheet.names("value_date"):
        column, day = sheet.columns[name], sheet.days[name]
        odd = {text for text in {*column} if text and day(text) is None}
        pairs = zip(column, sheet.lines, strict=True) if odd else ()
        notes += [
            Note("csv-value-date", {"value": text}, "L-48", line)
            for text, line in pairs
            if text in odd
        ]
    return notes
