"""Fields: what a table says of its lines beside their day and amount."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import repeat
from operator import add

from stichting_fin.intake.formats import dialect
from stichting_fin.intake.formats.description import Leg
from stichting_fin.intake.formats.labels import LABELLED, TEXT, labelled
from stichting_fin.intake.formats.sheet import Sheet
from stichting_fin.intake.statement import NOTHING, Line, Note
from stichting_fin.money import ZERO

NO_REFERENCE = {"NOTPROVIDED": "", "NONREF": ""}
PLAIN = (
    "counterparty",
    "structured_reference",
    "end_to_end_id",
    "mandate",
    "creditor_id",
    "batch",
)
CUT = 140  # a text of this length was cut by the bank, and goes on in the next cell
NO_DIGITS = bytes(sign for sign in range(256) if chr(sign) not in "0123456789\n")
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
    found["text"] = list(map(_plain, found["text"]))
    references = found["end_to_end_id"]
    found["end_to_end_id"] = [NO_REFERENCE.get(text, text) for text in references]
    return found


def _others(
    sheet: Sheet, said: Sequence[str], amounts: Sequence[Decimal]
) -> Sequence[str]:
    """Give who paid what came in, or was paid what went out."""
    rows = zip(said, amounts, sheet.said("payer"), sheet.said("payee"), strict=True)
    return [name or (payer if a > 0 else payee) for name, a, payer, payee in rows]


def _ibans(said: Sequence[str]) -> Sequence[str]:
    if dialect.all_accounts(said):
        return said
    known = dialect.accounts({*said})
    return [known[text] for text in said]


def _joined(sheet: Sheet) -> Sequence[str]:
    """Join the cells of a text; one that the bank cut goes on without a blank."""
    columns = [sheet.raw[name] for name in sheet.names("text")]
    if len(columns) == 1:
        return columns[0]
    rows = zip(*columns, strict=True) if columns else repeat((), len(sheet.lines))
    return ["".join(c if len(c) == CUT else f"{c} " for c in cells) for cells in rows]


def _moved(sheet: Sheet, found: Texts) -> Texts:
    """Move what labels introduce from the text to the fields that they name.

    A field that has a column of its own keeps what stands there.
    """
    parts = labelled(sheet.made, found["whole"])
    ibans = found["iban"]
    for name, column in parts.items():
        if name in found and name != TEXT:
            found[name] = _either(found[name], column)
    if found["iban"] is not ibans:
        found["iban"] = _ibans(found["iban"])
    return found | {
        TEXT: parts[TEXT],
        LABELLED: parts[LABELLED],
    }


def _either(column: Sequence[str], other: Sequence[str]) -> Sequence[str]:
    """Give the cells of a column, and those of another where it is empty."""
    if all(column):
        return column
    return [one or two for one, two in zip(column, other, strict=True)]


def _plain(text: str) -> str:
    """Put a text on one line, without blanks that say nothing."""
    fine = "  " not in text and text.isprintable()
    return text.strip() if fine else " ".join(text.split())


def codes(sheet: Sheet, leg: Leg | None) -> Sequence[str]:
    """Give the kind of each line: as the description tells, else as the bank does."""
    if leg and leg.code:
        return [leg.code] * len(sheet.lines)
    said = list(sheet.said("code"))
    for kind in reversed(sheet.made.kind):
        like = re.compile(kind.like, re.IGNORECASE)
        known = {t: like.fullmatch(t) for t in {*sheet.columns[kind.column]}}
        column = sheet.columns[kind.column]
        pairs = zip(said, column, strict=True)
        said = [kind.code if known[text] else code for code, text in pairs]
    return said


def keys(sheet: Sheet, kinds: Sequence[str]) -> Sequence[str]:
    """Give the bank's own key of each row; "" where it has none."""
    key = sheet.made.key
    if key is None:
        return [""] * len(sheet.lines)
    ways = [zip(*(_parts(sheet, n) for n in way), strict=True) for way in key.of]
    found = []
    for kind, *tries in zip(kinds, *ways, strict=True):
        parts = next((some for some in tries if all(some)), ())
        tail = [kind] if key.kind and kind else []
        found.append(":".join([key.scheme, *parts, *tail]) if parts else "")
    return found


def _parts(sheet: Sheet, name: str) -> Sequence[str]:
    """Give a part of the key of each row, written in one way."""
    if name not in sheet.columns:
        return [""] * len(sheet.lines)
    column, known = sheet.columns[name], sheet.known[name]
    if known and known.form == "number":
        return [text.lstrip("0") for text in column]
    if known and known.form == "date":
        return [str(sheet.days[name](text) or "") for text in column]
    return column


def valuta(sheet: Sheet, currencies: Sequence[str]) -> Sequence[str]:
    """Give the amount in the currency in which it was paid, where that differs."""
    paid = sheet.said("original_currency")
    names = sheet.names("original")
    if not names:
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
    columns = {n: sheet.columns[n] for n in sheet.kept() if any(sheet.columns[n])}
    if LABELLED in texts:
        columns[LABELLED] = texts[LABELLED]
    if sheet.made.fingerprint:
        digits = _digits(texts["whole"])
        pairs = zip(codes, digits, strict=True)
        columns["fingerprint"] = [f"{code} {said}" for code, said in pairs]
    names = list(columns)
    if not names:
        return repeat(NOTHING, len(sheet.lines))
    rows = zip(*columns.values(), strict=True)
    if all(map(all, columns.values())):
        return map(dict, map(zip, repeat(names), rows))
    return ({n: t for n, t in zip(names, row, strict=True) if t} for row in rows)


def _digits(texts: Sequence[str]) -> Sequence[str]:
    """Give what is left of texts in every language."""
    lines = "\n".join(text.replace("\n", " ") for text in texts)
    digits = lines.encode("ascii", "ignore").translate(None, NO_DIGITS)
    return digits.decode("ascii").split("\n") if texts else []


def odd_value_dates(sheet: Sheet) -> list[Note]:
    """Tell of value dates that are no days."""
    notes = []
    for name in sheet.names("value_date"):
        pairs = zip(sheet.columns[name], sheet.lines, strict=True)
        notes += [
            Note("csv-value-date", {"value": text}, "L-48", line)
            for text, line in pairs
            if text and sheet.days[name](text) is None
        ]
    return notes
