"""MT940: the SWIFT customer statement, in the hands of every Dutch bank.

It is read line by line: memory holds one statement. A reversal of a credit (RC)
is a debit and the other way round. The rules L-20 to L-32 stand in
docs/reading-rules.md.

Source: SWIFT MT940 customer statement message; the banks' own descriptions of it.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from stichting_fin.fault import UnreadableError
from stichting_fin.intake.readers.mt940_texts import NOTHING, told
from stichting_fin.intake.statement import Balance, Line, Note, Statement
from stichting_fin.money import ZERO

SNIFF = re.compile(  # 15 lines, which CRLF doubles
    rb"^[\0-\x1f\xef\xbb\xbf]*:2[05]:.*\n(?:.*\n){0,30}?[\0-\x1f]*:60[FM]:",
    re.MULTILINE,
)
CONTROL = "".join(map(chr, range(32)))
TAG = re.compile(r":(20|25P?|28C?|60[FM]|61|62[FM]|64|65|86):(.*)")
HEADER = re.compile(r"\{[1-5]:|0000 01[A-Z]{6}|940 00\s*$|:940:|-\}")
BIC = re.compile(r"(?:\{1:F01|0000 01)?([A-Z]{4})NL[A-Z0-9]{2}")
BALANCE_TAGS = ("62F", "62M", "64", "65")
OWN = re.compile(r"NL\d\d([A-Z]{4})\d{10}")
BALANCE = re.compile(r"([CD])(\d{6})([A-Z]{3})([\d.,]+)", re.IGNORECASE)
MOVEMENT = re.compile(
    r"(\d{6})(\d{4}|\s{4})?(R?[CD])[A-Z]?\s?(\d[\d.,]*)[NFS](.{3})(.*)", re.IGNORECASE
)
SIGN = {"C": 1, "D": -1, "RC": -1, "RD": 1}
REFERENCE = 16  # signs of a customer's reference; ASN and SNS put 18 into it
ACCOUNT = re.compile(r"[A-Z]{2}\d\d[A-Z0-9]{8,30}|P?\d{7,10}")
KEYS = {  # bank -> scheme and what its reference looks like
    "INGB": ("ing-bankref1", re.compile(r"\d{14}")),
    "KNAB": ("knab1", re.compile(r"[A-Z0-9]+")),
}
MONTHS = range(1, 13)
NEAR = 6  # months; a booking day further from its value date lies in another year


class Field(NamedTuple):
    """A tag, what stands behind it, and where it begins."""

    tag: str
    lines: list[str]
    line: int


def sniff(head: bytes) -> str:
    """Find an account or a reference with an opening balance close behind it."""
    return "mt940" if SNIFF.search(head.replace(b"\r", b"\n")) else ""


def read(path: Path) -> Iterator[Statement]:
    """Give every statement, one at a time; pages of one are joined.

    Raises:
        UnreadableError: A movement or a balance cannot be read, or stands outside
            a statement.
    """
    held: _Page | None = None
    for page in _pages(path):
        if held and held.goes_on_in(page):
            held = held.with_next(page)
        else:
            if held:
                yield held.alone()
            held = page
    if held is None:
        raise UnreadableError("element", path, element=":20:")
    yield held.alone()


class _Page(NamedTuple):
    """A statement, or one page of it, and the tags of its balances."""

    statement: Statement
    begins: str
    ends: str

    def goes_on_in(self, other: _Page) -> bool:
        """Whether the other is the next page."""
        one, two = self.statement, other.statement
        same = (one.account, one.currency) == (two.account, two.currency)
        chained = (
            one.closing and two.opening and one.closing.amount == two.opening.amount
        )
        return (self.ends, other.begins) == ("62M", "60M") and bool(same and chained)

    def with_next(self, other: _Page) -> _Page:
        """Join the next page to this one."""
        one, two = self.statement, other.statement
        whole = replace(
            one,
            lines=one.lines + two.lines,
            closing=two.closing,
            until=two.until,
            warnings=one.warnings + two.warnings,
        )
        return _Page(whole, self.begins, other.ends)

    def alone(self) -> Statement:
        """Give the statement; a page without its next says so."""
        if self.ends != "62M":
            return self.statement
        notes = (*self.statement.warnings, Note("page-not-last", {}, "L-26"))
        return replace(self.statement, warnings=notes)


def _pages(path: Path) -> Iterator[_Page]:
    draft: _Draft | None = None
    bank, number = "", 0
    for field in _fields(path):
        if field.tag == "header":
            bank = field.lines[0]
            continue
        if draft and draft.ended_by(field.tag):
            yield draft.page()
            number, draft = draft.number, None
        if draft is None and field.tag in ("20", "25", "25P"):
            draft = _Draft(path, bank, number)
        if draft:
            draft.take(field)
        elif field.tag in ("60F", "60M", "61"):
            raise UnreadableError("mt940-loose", path, field.line, tag=field.tag)
    if draft:
        yield draft.page()


def _fields(path: Path) -> Iterator[Field]:
    """Split a file into fields; what stands between two messages is left out."""
    field: Field | None = None
    with path.open(encoding="latin-1") as file:  # any byte; put right in _text
        for number, raw in enumerate(file, 1):
            line = _text(raw)
            if found := TAG.match(line):
                if field:
                    yield field
                field = Field(found[1], [found[2]], number)
            elif HEADER.match(line) or field is None or field.tag in BALANCE_TAGS:
                if field:
                    yield field  # its message is whole
                    field = None
                if bank := BIC.match(line):
                    yield Field("header", [bank[1]], number)
            elif line.strip():
                field.lines.append(line)
    if field:
        yield field


def _text(raw: str) -> str:
    """Give a line without its end and the control signs before it."""
    if not raw.isascii():
        content = raw.encode("latin-1")
        try:
            raw = content.decode("utf-8").removeprefix("\ufeff")
        except UnicodeDecodeError:
            raw = content.decode("cp1252", "replace")
    return raw.rstrip("\n").lstrip(CONTROL)


class _Draft:
    """A statement of which the fields come one by one."""

    def __init__(self, path: Path, bank: str, number: int) -> None:
        self.path = path
        self.bank = bank
        self.number = number  # of the last line, within the file
        self.id = ""
        self.account = ""
        self.currency = ""
        self.seen: dict[
            str, Balance | None
        ] = {}  # by tag; None where it proves nothing
        self.movement: Field | None = None
        self.texts: list[str] = []
        self.lines: list[Line] = []
        self.warnings: list[Note] = []

    def ended_by(self, tag: str) -> bool:
        """Whether a tag begins another statement."""
        return tag == "20" or (tag in ("25", "25P") and bool(self.account or self.seen))

    def take(self, field: Field) -> None:
        """Take in one field."""
        tag, value = field.tag, field.lines[0].strip()
        if tag == "86":
            self.texts += field.lines
            return
        self._book()
        if tag == "20":
            self.id = value
        elif tag in ("25", "25P"):
            self.account = value
        elif tag[:2] in ("60", "62"):
            self._balance(field)
        elif tag == "61":
            if self._tag("62"):
                raise UnreadableError("mt940-loose", self.path, field.line, tag=tag)
            self.movement = field

    def page(self) -> _Page:
        """Give what there is, whole."""
        self._book()
        begins, ends = self._tag("60"), self._tag("62")
        for tag, found in ((":60F:", begins), (":62F:", ends)):
            if not found:
                self.warnings.append(Note("balance-missing", {"tag": tag}, "L-23"))
        account = _account(self.account, self.currency)
        if not account:
            self.warnings.append(Note("account-missing", {}, "L-22"))
        closing = self.seen.get(ends)
        statement = Statement(
            account,
            self.currency,
            tuple(self.lines),
            id=self.id,
            opening=self.seen.get(begins),
            closing=closing,
            until=closing.date if closing else None,
            warnings=tuple(self.warnings),
        )
        return _Page(statement, begins, ends)

    def _tag(self, begin: str) -> str:
        """Give the tag of the opening or closing balance, or ""."""
        return next((tag for tag in self.seen if tag.startswith(begin)), "")

    def _balance(self, field: Field) -> None:
        found = BALANCE.match(field.lines[0].strip())
        if not found or self._tag(field.tag[:2]):
            raise self._unreadable(field)
        side, day, currency, amount = found.groups()
        self.currency = self.currency or currency.upper()
        self.seen[field.tag] = None
        if currency.upper() != self.currency:
            self._warn("balance-currency", "L-25", field, currency=currency)
            return
        signed = self._amount(amount, field) * SIGN[side.upper()] + ZERO
        self.seen[field.tag] = Balance(signed, self._day(day, field))

    def _book(self) -> None:
        """Make a line of the last movement, now that its text is whole."""
        field, self.movement = self.movement, None
        texts, self.texts = self.texts, []
        if field:
            self.number += 1
            self.lines.append(self._line(field, texts))

    def _line(self, field: Field, texts: list[str]) -> Line:
        first, sub, trcd = _unwrapped(field.lines)
        found = MOVEMENT.match(first)
        if not found:
            raise self._unreadable(field)
        day, entry, mark, amount, code, tail = found.groups()
        value = self._day(day, field)
        bank = self.bank or _bank(self.account) or ("INGB" if trcd else "")
        text, refs = told(texts, bank), _references(tail, sub)
        said = _without(text.text, refs)
        more = {
            **text.more,
            "reference": "" if refs.customer in NOTHING else refs.customer,
            "trcd": trcd,
            "reversal": "true" if len(mark) > 1 else "",
            "second": "" if refs.iban else " ".join(" ".join(sub).split()),
            "info": " ".join(" ".join(texts).split()),
        }
        return Line(
            self._booked(value, entry, field),
            self._amount(amount, field) * SIGN[mark.upper()] + ZERO,
            key=_key(bank, refs.bank),
            number=self.number,
            value_date=value,
            counterparty=text.name or refs.name,
            iban=text.iban or refs.iban,
            text=said,
            structured_reference=text.structured,
            end_to_end_id=text.end_to_end_id,
            code=f"N{code.strip()}",
            mandate=text.mandate,
            creditor_id=text.creditor_id,
            batch=text.batch,
            more={name: kept for name, kept in more.items() if kept not in ("", said)},
        )

    def _amount(self, text: str, field: Field) -> Decimal:
        """Read `C10,` as well as Rabobank's `000000020000.00` of 2003."""
        plain = text.replace(",", ".")
        if plain.count(".") > 1:
            raise self._unreadable(field)
        return Decimal(plain)

    def _day(self, text: str, field: Field, year: int = 0) -> date:
        """Read `yymmdd`; the last of the month where it is no day of it."""
        year = year or 2000 + int(text[:2])
        month, day = int(text[-4:-2]), int(text[-2:])
        if month not in MONTHS or not day:
            raise self._unreadable(field)
        last = monthrange(year, month)[1]
        if day > last:
            self._warn("day-beyond", "L-24", field, text=text)
        return date(year, month, min(day, last))

    def _booked(self, value: date, text: str | None, field: Field) -> date:
        """Give the booking day: `mmdd` in the year that lies nearest its value date."""
        if not (text and text.strip()):
            return value
        apart = int(text[:2]) - value.month
        year = value.year + (apart < -NEAR) - (apart > NEAR)
        return self._day(text, field, year)

    def _warn(self, code: str, rule: str, field: Field, **values: object) -> None:
        self.warnings.append(Note(code, values, rule, field.line))

    def _unreadable(self, field: Field) -> UnreadableError:
        said = f":{field.tag}:{field.lines[0]}"
        return UnreadableError("entry", self.path, field.line, said=said)


class _References(NamedTuple):
    """What stands behind the amount of a `:61:`, and on its second line."""

    customer: str
    bank: str
    iban: str = ""
    name: str = ""


def _references(tail: str, sub: list[str]) -> _References:
    """Tell the references from the other side, which each bank puts elsewhere."""
    customer, _, bank = (part.strip() for part in tail.partition("//"))
    behind = " ".join(" ".join(sub[:1]).split())
    if sub and ACCOUNT.fullmatch(customer):  # ASN and SNS
        return _References("", bank, customer, behind)
    if sub and ACCOUNT.fullmatch(behind):  # Rabobank
        return _References(customer, bank, behind.removeprefix("P"))
    if len(customer) > REFERENCE:  # Rabobank before SEPA
        account, name = customer[:REFERENCE].strip(), customer[REFERENCE:].strip()
        iban = account.removeprefix("P") if ACCOUNT.fullmatch(account) else ""
        return _References("" if iban else account, bank, iban, name)
    return _References(customer, bank)


def _unwrapped(lines: list[str]) -> tuple[str, list[str], str]:
    """Give a movement, its further lines and ING's code, which ING wraps anywhere."""
    whole, mark, kind = "".join(lines).partition("/TRCD/")
    return (whole, [], kind.strip("/ ")) if mark else (lines[0], lines[1:], "")


def _without(text: str, refs: _References) -> str:
    """Drop the account and name with which ASN and SNS begin every text."""
    return text.removeprefix(f"{refs.iban} {refs.name}").strip() if refs.name else text


def _account(text: str, currency: str) -> str:
    """Give an account without its bank, currency, blanks and dots."""
    plain = re.sub(r"[\s.]", "", text.removeprefix("TRIODOSBANK/"))
    return plain.removesuffix(currency).rstrip("/") if currency else plain


def _bank(account: str) -> str:
    own = OWN.match(re.sub(r"\s", "", account))
    return own[1] if own else ""


def _key(bank: str, reference: str) -> str:
    scheme, form = KEYS.get(bank, ("", None))
    return f"{scheme}:{reference}" if form and form.fullmatch(reference) else ""
