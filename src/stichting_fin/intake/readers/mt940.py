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
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from stichting_fin.fault import UnreadableError
from stichting_fin.intake.readers.mt940_texts import NOTHING, one_line, references, told
from stichting_fin.intake.statement import Balance, Line, Note, Statement
from stichting_fin.money import ZERO

SNIFF = re.compile(  # 15 lines, which CRLF doubles
    rb"^[\0-\x1f\xef\xbb\xbf]*:2[05]:.*\n(?:.*\n){0,30}?[\0-\x1f]*:60[FM]:",
    re.MULTILINE,
)
CONTROL = "".join(map(chr, range(32)))
HEADER = re.compile(r"\{[1-5]:|0000 01[A-Z]{6}|940 00\s*$|:940:|-\}")
HEADS = "{09:-"  # with which one begins
BIC = re.compile(r"(?:\{1:F01|0000 01)?([A-Z]{4})NL[A-Z0-9]{2}")
BEGINS = {"20", "25", "25P"}
BALANCE_TAGS = {"62F", "62M", "64", "65"}
TAGS = {*BEGINS, "28", "28C", "60F", "60M", "61", *BALANCE_TAGS, "86"}
BLANK = re.compile(r"[\s.]")
OWN = re.compile(r"NL\d\d([A-Z]{4})\d{10}")
BALANCE = re.compile(r"([CDcd])(\d{6})([A-Za-z]{3})([\d.,]+)")
MOVEMENT = re.compile(
    r"(\d{6})(\d{4}|\s{4})?([Rr]?[CcDd])[A-Za-z]?\s?(\d[\d.,]*)[NFSnfs](.{3})(.*)"
)
SIGN = {"C": Decimal(1), "D": Decimal(-1), "RC": Decimal(-1), "RD": Decimal(1)}
KEYS = {  # bank -> scheme and what its reference looks like
    "INGB": ("ing-bankref1", re.compile(r"\d{14}")),
    "KNAB": ("knab1", re.compile(r"[A-Z0-9]+")),
}
MONTHS = range(1, 13)
NEAR = 6  # months; a booking day further from its value date lies in another year
Field = tuple[str, list[str], int]  # a tag, what stands behind it, where it begins


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
        tag, lines, line = field
        if tag == "header":
            bank = lines[0]
            continue
        if tag in BEGINS and (draft is None or draft.ended_by(tag)):
            if draft:
                yield draft.page()
                number = draft.number
            draft = _Draft(path, bank, number)
        if draft:
            draft.take(field)
        elif tag in ("60F", "60M", "61"):
            raise UnreadableError("mt940-loose", path, line, tag=tag)
    if draft:
        yield draft.page()


def _fields(path: Path) -> Iterator[Field]:
    """Split a file into fields; what stands between two messages is left out."""
    tag, lines, begin = "", [""], 0
    with path.open(encoding="latin-1") as file:  # any byte; put right in _decoded
        for number, raw in enumerate(file, 1):
            line = (raw if raw.isascii() else _decoded(raw)).rstrip("\n")
            line = line.lstrip(CONTROL)
            found = colon = value = ""
            if line[:1] == ":":
                found, colon, value = line[1:].partition(":")
            if colon and found in TAGS:
                if tag:
                    yield tag, lines, begin
                tag, lines, begin = found, [value], number
            elif (
                not tag
                or tag in BALANCE_TAGS
                or (line[:1] in HEADS and HEADER.match(line))
            ):
                if tag:
                    yield tag, lines, begin  # its message is whole
                    tag = ""
                if bank := BIC.match(line):
                    yield "header", [bank[1]], number
            elif line.strip():
                lines.append(line)
    if tag:
        yield tag, lines, begin


def _decoded(raw: str) -> str:
    """Give a line as UTF-8, without its mark, or else as Windows has it."""
    content = raw.encode("latin-1")
    try:
        return content.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


class _Draft:
    """A statement of which the fields come one by one."""

    def __init__(self, path: Path, bank: str, number: int) -> None:
        self.path = path
        self.bank = bank
        self.number = number  # of the last line, within the file
        self.id = ""
        self.account = ""
        self.own = ""  # the bank of that account
        self.currency = ""
        self.begins = self.ends = ""  # the tags of its balances
        self.balances: dict[str, Balance] = {}  # by tag, where it proves something
        self.movement: Field | None = None
        self.texts: list[str] = []
        self.lines: list[Line] = []
        self.warnings: list[Note] = []

    def ended_by(self, tag: str) -> bool:
        """Whether a tag that may begin a statement begins another one."""
        return tag == "20" or bool(self.account or self.begins or self.ends)

    def take(self, field: Field) -> None:
        """Take in one field."""
        tag, lines, line = field
        if tag == "86":
            self.texts += lines
            return
        self._book()
        if tag == "61":
            if self.ends:
                raise UnreadableError("mt940-loose", self.path, line, tag=tag)
            self.movement = field
        elif tag == "20":
            self.id = lines[0].strip()
        elif tag in ("25", "25P"):
            self.account = lines[0].strip()
            self.own = _bank(self.account)
        elif tag in ("60F", "60M"):
            self.begins = self._balance(field, self.begins)
        elif tag in ("62F", "62M"):
            self.ends = self._balance(field, self.ends)

    def page(self) -> _Page:
        """Give what there is, whole."""
        self._book()
        for tag, found in ((":60F:", self.begins), (":62F:", self.ends)):
            if not found:
                self.warnings.append(Note("balance-missing", {"tag": tag}, "L-23"))
        account = _account(self.account, self.currency)
        if not account:
            self.warnings.append(Note("account-missing", {}, "L-22"))
        closing = self.balances.get(self.ends)
        statement = Statement(
            account,
            self.currency,
            tuple(self.lines),
            id=self.id,
            opening=self.balances.get(self.begins),
            closing=closing,
            until=closing.date if closing else None,
            warnings=tuple(self.warnings),
        )
        return _Page(statement, self.begins, self.ends)

    def _balance(self, field: Field, before: str) -> str:
        """Take in a balance, of which there was none before; give its tag."""
        tag, [text, *_], _ = field
        found = BALANCE.match(text.strip())
        if not found or before:
            raise self._unreadable(field)
        side, day, currency, amount = found.groups()
        self.currency = self.currency or currency.upper()
        if currency.upper() != self.currency:
            self._warn("balance-currency", "L-25", field, currency=currency)
        else:
            signed = self._amount(side, amount, field)
            self.balances[tag] = Balance(signed, self._days(day, "", field)[0])
        return tag

    def _book(self) -> None:
        """Make a line of the last movement, now that its text is whole."""
        field, self.movement = self.movement, None
        texts, self.texts = self.texts, []
        if field:
            self.number += 1
            self.lines.append(self._line(field, texts))

    def _line(self, field: Field, texts: list[str]) -> Line:
        first, sub, trcd = _unwrapped(field[1])
        found = MOVEMENT.match(first)
        if not found:
            raise self._unreadable(field)
        day, entry, mark, amount, code, tail = found.groups("")
        valued, booked = self._days(day, entry, field)
        bank = self.bank or self.own or ("INGB" if trcd else "")
        customer, reference, iban, name = references(tail, sub)
        get = told(texts, bank).get
        text = get("text", "")
        if name:  # ASN and SNS begin every text with it
            text = text.removeprefix(f"{iban} {name}").strip()
        more = {
            "kind": get("kind"),
            "return": get("return"),
            "reference": "" if customer in NOTHING else customer,
            "trcd": trcd,
            "reversal": "true" if len(mark) > 1 else "",
            "second": one_line(sub) if sub and not iban else "",
            "info": one_line(texts),
        }
        return Line(  # in its order: names would cost a third more
            booked,
            self._amount(mark, amount, field),
            _key(bank, reference),
            self.number,
            valued,
            get("name") or name,
            get("iban") or iban,
            text,
            get("structured", ""),
            get("end_to_end_id", ""),
            f"N{code.strip()}",
            get("mandate", ""),
            get("creditor_id", ""),
            get("batch", ""),
            "",
            (),  # neither valuta nor parts
            {name: kept for name, kept in more.items() if kept and kept != text},
        )

    def _amount(self, mark: str, text: str, field: Field) -> Decimal:
        """Read `C10,` as well as Rabobank's `000000020000.00` of 2003."""
        try:
            return Decimal(text.replace(",", ".")) * SIGN[mark.upper()] + ZERO
        except InvalidOperation:
            raise self._unreadable(field) from None

    def _days(self, value: str, booked: str, field: Field) -> tuple[date, date]:
        """Give the value date and the booking day; tell of one beyond its month."""
        try:
            days = _days(value, booked)
        except ValueError:
            raise self._unreadable(field) from None
        for text in days.beyond:
            self._warn("day-beyond", "L-24", field, text=text)
        return days.value, days.booked

    def _warn(self, code: str, rule: str, field: Field, **values: object) -> None:
        self.warnings.append(Note(code, values, rule, field[2]))

    def _unreadable(self, field: Field) -> UnreadableError:
        tag, [text, *_], line = field
        return UnreadableError("entry", self.path, line, said=f":{tag}:{text}")


class _Days(NamedTuple):
    """The two days of a movement, and the texts of those beyond their month."""

    value: date
    booked: date
    beyond: tuple[str, ...]


@lru_cache(maxsize=1024)  # a day has many movements
def _days(value: str, booked: str) -> _Days:
    """Read `yymmdd`, and `mmdd` or nothing: the day in the year that lies nearest.

    Raises:
        ValueError: One of them is no day.
    """
    first, beyond = _day(2000 + int(value[:2]), value[2:])
    found = [value] if beyond else []
    second = first
    if booked.strip():
        apart = int(booked[:2]) - first.month
        year = first.year + (apart < -NEAR) - (apart > NEAR)
        second, beyond = _day(year, booked)
        found += [booked] if beyond else []
    return _Days(first, second, tuple(found))


def _day(year: int, text: str) -> tuple[date, bool]:
    """Read `mmdd`; give the last of the month, and say so, where it lies beyond."""
    month, day = int(text[:2]), int(text[2:])
    if month not in MONTHS or not day:
        raise ValueError(text)
    last = monthrange(year, month)[1]
    return date(year, month, min(day, last)), day > last


def _unwrapped(lines: list[str]) -> tuple[str, list[str], str]:
    """Give a movement, its further lines and ING's code, which ING wraps anywhere."""
    if len(lines) == 1 and "/TRCD/" not in lines[0]:
        return lines[0], [], ""
    whole, mark, kind = "".join(lines).partition("/TRCD/")
    return (whole, [], kind.strip("/ ")) if mark else (lines[0], lines[1:], "")


def _account(text: str, currency: str) -> str:
    """Give an account without its bank, currency, blanks and dots."""
    plain = BLANK.sub("", text.removeprefix("TRIODOSBANK/"))
    return plain.removesuffix(currency).rstrip("/") if currency else plain


def _bank(account: str) -> str:
    own = OWN.match("".join(account.split()))
    return own[1] if own else ""


def _key(bank: str, reference: str) -> str:
    scheme, form = KEYS.get(bank, ("", None))
    return f"{scheme}:{reference}" if form and form.fullmatch(reference) else ""
