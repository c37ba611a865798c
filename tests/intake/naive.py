"""A second reader of a few lines, which knows no format and shares no code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

MOVED = re.compile(
    rb"^[\0-\x1f]*:61:\d{6}(?:\d{4}| {4})?(R?[CD])[A-Z]?\s*([\d.,]+)",
    re.MULTILINE | re.IGNORECASE,
)
REMARK = re.compile(rb"<!--.*?-->", re.DOTALL)
ENTRY = re.compile(rb"<(?:\w+:)?Ntry>(.*?)</(?:\w+:)?Ntry>", re.DOTALL)
AMOUNT = re.compile(rb"<(?:\w+:)?Amt\b[^>]*>\s*([\d.]+)\s*<")
SIDE = re.compile(rb"CdtDbtInd>\s*(CRDT|DBIT)")
WAITS = re.compile(rb"<(?:\w+:)?Sts>\s*(?:<(?:\w+:)?Cd>)?\s*(?!BOOK)\w")
GAINED = {b"C", b"RD", b"CRDT"}


def amounts(raw: bytes) -> Iterator[Decimal]:
    """Give the amount of each movement that is booked in an MT940 or a CAMT file."""
    for mark, amount in _moved(raw):
        signed = Decimal(amount.replace(b",", b".").decode())
        yield signed if mark.upper() in GAINED else -signed


def _moved(raw: bytes) -> Iterator[tuple[bytes, bytes]]:
    yield from MOVED.findall(raw)
    for inside in ENTRY.findall(REMARK.sub(b"", raw)):
        amount, side = AMOUNT.search(inside), SIDE.search(inside)
        if amount and side and not WAITS.search(inside):
            yield side[1], amount[1]
