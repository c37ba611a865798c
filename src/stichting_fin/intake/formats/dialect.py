"""Dialect: how a bank writes text, amounts, days and accounts in a table."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Collection, Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from stichting_fin.money import CENT

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
EXACT = {
    ",": re.compile(r"[+-]?(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d*)?"),
    ".": re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?"),
}
CENTS = {  # lines of amounts that are read in one way only
    sign: re.compile(rf"{like}(?:\n{like})*+")
    for sign, like in (
        (",", "[+-]?[0-9]+,[0-9][0-9]"),
        (".", "[+-]?[0-9]+[.][0-9][0-9]"),
        ("", "[+-]?[0-9]+[.,][0-9][0-9]"),
    )
}
MAYBE = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}")  # thousands, or three decimals
BARE = str.maketrans("", "", " \u00a0\u202f€'")
IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{4,30}")
PARTS = {"%Y": r"(?P<y>\d{4})", "%m": r"(?P<m>\d{1,2})", "%d": r"(?P<d>\d{1,2})"}
CLOCK = re.compile(r"[ T,]+(\d{1,2}):(\d{2})(?::\d{2}(?:\.\d+)?)?(?:Z| UTC)?")
Days = Callable[[str], date | None]


def decoded(data: bytes, *, whole: bool = True) -> str:
    """Turn bytes into text: UTF-8 when that fits, else Windows-1252.

    Args:
        data: The bytes, with or without a byte order mark.
        whole: False when the bytes are only the beginning of a file.
    """
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        return codecs.utf_8_decode(data, "strict", whole)[0]
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def decimal_sign(amounts: Iterable[str]) -> str:
    """Tell from all amounts of a file which sign stands before its cents.

    It is "" when no amount tells, or when they contradict each other.

    >>> decimal_sign(["1.234", "-0,50"]), decimal_sign(["1.234"])
    (',', '')
    """
    clear = {sign_of(text) for text in amounts} - {"", "?"}
    return clear.pop() if len(clear) == 1 else ""


def sign_of(text: str) -> str:
    """Give the decimal sign that an amount shows: "" none, "?" either.

    >>> sign_of("1,058.09"), sign_of("12"), sign_of("1.234"), sign_of("0.234")
    ('.', '', '?', '.')
    """
    text = text.translate(BARE)
    comma, dot = text.rfind(","), text.rfind(".")
    if comma < 0 and dot < 0:
        return ""
    last, other = (",", ".") if comma > dot else (".", ",")
    if other in text:
        return last
    if text.count(last) > 1:
        return other
    return "?" if MAYBE.fullmatch(text) else last


def amount(text: str, sign: str) -> Decimal | None:
    """Read an amount whose decimal sign is known; None when it is not one.

    >>> amount("€ -1.234,5", ","), amount("1.23", ","), amount("1010,", ",")
    (Decimal('-1234.5'), None, Decimal('1010'))
    """
    text = text.translate(BARE)
    if text[-1:] == "-":  # some programs write the minus behind
        text = f"-{text[:-1]}"
    if not EXACT[sign].fullmatch(text):
        return None
    plain = text.replace(".", "").replace(",", ".") if sign == "," else text
    return Decimal(plain.replace(",", ""))


def all_in_cents(texts: Collection[str], sign: str) -> list[Decimal] | None:
    """Read amounts that all are plain euros and cents; None when one may not be.

    What is true of most tables is found out for a whole column at once.

    >>> all_in_cents(["12,50", "-3,00"], ","), all_in_cents(["1.234,50"], ",")
    ([Decimal('12.50'), Decimal('-3.00')], None)
    """
    lines = "\n".join(texts)
    if lines.count("\n") != len(texts) - 1 or not CENTS[sign].fullmatch(lines):
        return None
    return list(map(Decimal, lines.replace(",", ".").split("\n")))


def in_cents(value: Decimal) -> bool:
    """Tell whether an amount has no more than two significant decimals.

    >>> in_cents(Decimal("8.850")), in_cents(Decimal("8.855"))
    (True, False)
    """
    return value == value.quantize(CENT)


def days(form: str, zone: str = "") -> Days:
    """Give the reader of days in one form, such as "%d-%m-%Y"; a time may follow.

    Args:
        form: Of %Y, %m and %d; %y is a year of this century.
        zone: "UTC" when the clock times are UTC: they become Dutch days.
    """
    pattern = re.escape(form).replace("%y", r"(?P<y>\d{2})")
    for sign, part in PARTS.items():
        width = part if re.search(r"%\w[^%\w]", form) else part.replace("{1,2}", "{2}")
        pattern = pattern.replace(sign, width)
    looks = re.compile(pattern + f"(?:{CLOCK.pattern})?")

    def day(text: str) -> date | None:
        if not (found := looks.fullmatch(text)):
            return None
        year, month, number = int(found["y"]), int(found["m"]), int(found["d"])
        hour, minute = found.groups()[3:]
        try:
            if zone and hour:
                moment = datetime(
                    _year(year), month, number, int(hour), int(minute), tzinfo=UTC
                )
                return moment.astimezone(AMSTERDAM).date()
            return date(_year(year), month, number)
        except ValueError:
            return None

    known: dict[str, date | None] = {}

    def remembered(text: str) -> date | None:
        if text not in known:
            known[text] = day(text)
        return known[text]

    return remembered


def _year(year: int) -> int:
    return year if year > 99 else 2000 + year  # noqa: PLR2004  # two digits


def account(text: str) -> str:
    """Give the IBAN in a cell, or the bank's number as it stands there.

    >>> account("NL13 MOYO 0123 4567 89"), account("MOYONL21 NL13MOYO0123456789")
    ('NL13MOYO0123456789', 'NL13MOYO0123456789')
    >>> account(" K 444-12345 ")
    'K 444-12345'
    """
    text = text.strip().strip('"')  # a line that lost its opening quote
    if IBAN.fullmatch(whole := text.replace(" ", "")):
        if not IBAN.fullmatch(last := text.rpartition(" ")[2]):
            return whole
        return last
    last = text.rpartition(" ")[2]
    return last if IBAN.fullmatch(last) else text


def dutch_iban(number: str, bank: str) -> str:
    """Give the IBAN of an old Dutch account number; another text stays as it is.

    >>> dutch_iban("417164300", "ABNA"), dutch_iban("K 1", "ABNA")
    ('NL91ABNA0417164300', 'K 1')
    """
    if not re.fullmatch(r"\d{7,10}", number):
        return number
    bban = f"{bank}{number:0>10}"
    check = 98 - int("".join(str(int(sign, 36)) for sign in f"{bban}NL00")) % 97
    return f"NL{check:02}{bban}"
