"""Consistency: whether an invoice says one thing, and may be booked as it says it.

The header is the gate: its btw breakdown and its totals must explain each other
without a cent's difference. Lines are not reckoned again from price and number.

Source: EN 16931-1, BR-CO-10 to BR-CO-17; UNTDID 1001 (type codes), D.23A.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from stichting_fin.intake.invoice import Invoice, Item, Vat
from stichting_fin.intake.statement import Note
from stichting_fin.money import CENT, ZERO, cents

CREDITS = frozenset(
    "81 83 261 262 296 308 381 396 420 458 502 503 532".split()  # noqa: SIM905
)
SELF_BILLED = frozenset("261 389 471 473 500 501 502 527".split())  # noqa: SIM905
CHARGES = frozenset(
    "80 82 84 326 331 380 382 383 384 385 386 387 388 390 393 394 395 456 457 "  # noqa: SIM905
    "472 575 623 633 780 817 870 875 876 877 935".split()
)
SLACK = CENT  # per line of a group: each may have been rounded by itself
WARN = Decimal("0.05")  # above it a person must look


def kind(type_code: str, *, root_credit: bool = False) -> str:
    """Tell by root and type code whether a document is an invoice or a credit note.

    >>> kind("381"), kind("380"), kind("", root_credit=True)
    ('credit-note', 'invoice', 'credit-note')
    """
    return "credit-note" if root_credit or type_code in CREDITS else "invoice"


def checked(invoice: Invoice, places: Mapping[str, int]) -> Invoice:
    """Complete an invoice with what follows from it, and what speaks against it.

    Args:
        invoice: As the reader found it.
        places: The lines in its file of "type", "head", "totals" and "vat".

    Returns:
        The invoice with `credit`, `refused` (the first reason) and more warnings
        (the other reasons, and what is odd but does not matter).
    """
    invoice = _grouped(invoice)
    found = list(_reasons(invoice, places))
    doubts = _doubts(invoice, places)
    gross = _first(_gross(invoice), invoice.totals.payable, ZERO)
    return replace(
        invoice,
        credit=(invoice.type == "credit-note") != (gross < 0),
        refused=invoice.refused or next(iter(found), None),
        warnings=(*invoice.warnings, *found[1:], *doubts),
    )


def _first(*amounts: Decimal | None) -> Decimal:
    return next(amount for amount in amounts if amount is not None)


def _grouped(invoice: Invoice) -> Invoice:
    """Read the breakdown from the lines, where a document that charges no btw has none.

    SI-UBL 1.2 leaves the header silent; its lines still say what kind of
    nothing it is: verlegd, exempt or outside the btw.
    """
    totals, lines = invoice.totals, invoice.lines
    silent = not invoice.vat and not totals.vat
    if not silent or totals.net is None or totals.net != totals.gross:
        return invoice
    if sum((line.net for line in lines), ZERO) != totals.net:
        return invoice
    groups: dict[str, Decimal] = {}
    for line in lines:
        groups[line.category] = groups.get(line.category, ZERO) + line.net
    if not all(groups) or any(line.rate for line in lines):
        return invoice
    vat = tuple(Vat(name, None, base, ZERO) for name, base in groups.items())
    return replace(invoice, vat=vat)


def _reasons(invoice: Invoice, places: Mapping[str, int]) -> Iterator[Note]:
    yield from _of_type(invoice, places.get("type", 0))
    yield from _of_head(invoice, places.get("head", 0))
    yield from _of_totals(invoice, places.get("totals", 0))
    for group in invoice.vat:
        if (off := _off(group)) > max(WARN, _slack(group, invoice.lines)):
            yield _uneven(group, off, places.get("vat", 0), "invoice-vat")


def _doubts(invoice: Invoice, places: Mapping[str, int]) -> Iterator[Note]:
    for group in invoice.vat:
        if _slack(group, invoice.lines) < (off := _off(group)) <= WARN:
            yield _uneven(group, off, places.get("vat", 0), "invoice-vat-near")
    foreign = invoice.currency not in {"", "EUR"}
    if foreign and invoice.vat_in_eur is None and _tax(invoice):
        values = {"currency": invoice.currency}
        yield Note("invoice-foreign", values, "", places.get("totals", 0))


def _of_type(invoice: Invoice, line: int) -> Iterator[Note]:
    code = invoice.type_code
    if code in SELF_BILLED:
        yield Note("invoice-self-billed", {"type": code}, "", line)
    elif code and code not in CREDITS | CHARGES:
        yield Note("invoice-type", {"type": code}, "", line)
    if invoice.type == "credit-note":
        if code in CHARGES:
            yield Note("invoice-type-root", {"type": code}, "", line)
        if (_gross(invoice) or ZERO) < 0:
            yield Note("invoice-negative-credit", {"gross": _gross(invoice)}, "", line)


def _of_head(invoice: Invoice, line: int) -> Iterator[Note]:
    if not invoice.number or invoice.issue_date is None:
        yield Note("invoice-nameless", {}, "", line)
    if not invoice.currency:
        yield Note("invoice-currency", {}, "", line)


def _of_totals(invoice: Invoice, line: int) -> Iterator[Note]:
    """Compare each sum of the header with what it states, in its smallest unit."""
    unit = _unit(invoice)
    for sum_, made, field, stated in _sums(invoice):
        if made is not None and stated is not None:
            rounded = made.quantize(unit, ROUND_HALF_UP)
            if rounded != stated:
                values = {
                    "sum": sum_,
                    "made": rounded,
                    "field": field,
                    "stated": stated,
                }
                yield Note("invoice-sum", values, "", line)
    if invoice.totals.payable is None:
        yield Note("invoice-silent", {"field": "BT-115"}, "", line)
    if _net(invoice) is None and _gross(invoice) is None:
        yield Note("invoice-silent", {"field": "BT-109"}, "", line)
    made, stated = _lines(invoice)
    if invoice.lines and abs(made - stated) > SLACK * len(invoice.lines):
        values = {"sum": "BT-131", "made": made, "field": "BT-106", "stated": stated}
        yield Note("invoice-sum", values, "", line)


def _sums(
    invoice: Invoice,
) -> Iterator[tuple[str, Decimal | None, str, Decimal | None]]:
    """Give what must be equal: a sum, its outcome, the field that states it."""
    totals, net, gross = invoice.totals, _net(invoice), _gross(invoice)
    if totals.lines is not None:
        made = totals.lines - (totals.allowances or ZERO) + (totals.charges or ZERO)
        yield "BT-106 - BT-107 + BT-108", made, "BT-109", totals.net
    if invoice.vat:
        base = sum((group.base for group in invoice.vat), ZERO)
        charged = sum((group.tax for group in invoice.vat), ZERO)
        yield "BT-116", base, "BT-109", totals.net
        yield "BT-117", charged, "BT-110", totals.vat
    if net is not None:
        yield "BT-109 + BT-110", net + _tax(invoice), "BT-112", totals.gross
    if gross is not None:
        due = gross - (totals.prepaid or ZERO) + (totals.rounding or ZERO)
        yield "BT-112 - BT-113 + BT-114", due, "BT-115", totals.payable


def _net(invoice: Invoice) -> Decimal | None:
    if invoice.totals.net is None and invoice.vat:
        return sum((group.base for group in invoice.vat), ZERO)
    return invoice.totals.net


def _tax(invoice: Invoice) -> Decimal:
    if invoice.totals.vat is None:
        return sum((group.tax for group in invoice.vat), ZERO)
    return invoice.totals.vat


def _gross(invoice: Invoice) -> Decimal | None:
    net = _net(invoice)
    if invoice.totals.gross is None and net is not None:
        return net + _tax(invoice)
    return invoice.totals.gross


def _lines(invoice: Invoice) -> tuple[Decimal, Decimal]:
    """Give the sum of the lines, and what the header says it is."""
    totals = invoice.totals
    made = sum((line.net for line in invoice.lines), ZERO)
    if totals.lines is not None:
        return made, totals.lines
    net = _net(invoice)
    if net is None:
        return made, made
    return made, net + (totals.allowances or ZERO) - (totals.charges or ZERO)


def _unit(invoice: Invoice) -> Decimal:
    """Give the smallest unit that the header uses: a cent, or less."""
    totals = invoice.totals
    stated = (totals.net, totals.vat, totals.gross, totals.payable, totals.lines)
    places = [_places(amount) for amount in stated if amount is not None]
    return Decimal(1).scaleb(-max([2, *places]))


def _places(amount: Decimal) -> int:
    exponent = amount.as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0


def _off(group: Vat) -> Decimal:
    """Give how far the btw of a group is from its base times its rate."""
    if group.rate is None:
        return ZERO
    return abs(group.tax - cents(group.base * group.rate / 100))


def _slack(group: Vat, lines: tuple[Item, ...]) -> Decimal:
    same = [
        line
        for line in lines
        if (line.category, line.rate) == (group.category, group.rate)
    ]
    return SLACK * max(1, len(same))


def _uneven(group: Vat, off: Decimal, line: int, code: str) -> Note:
    values = {"tax": group.tax, "base": group.base, "rate": group.rate, "off": off}
    return Note(code, values, "", line)
