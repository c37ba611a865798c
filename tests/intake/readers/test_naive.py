"""A second reader of a few lines, which knows no format, sums to the same."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from stichting_fin.fault import UnreadableError
from stichting_fin.intake.readers import detect
from stichting_fin.intake.statement import Statement

MOVED = re.compile(
    rb"^[\0-\x1f]*:61:\d{6}(?:\d{4}|    )?(R?[CD])[A-Z]?([\d.,]+)[NFS]",
    re.MULTILINE | re.IGNORECASE,
)
ENTRY = re.compile(rb"<(?:\w+:)?Ntry>(.*?)</(?:\w+:)?Ntry>", re.DOTALL)
AMOUNT = re.compile(rb"<(?:\w+:)?Amt\b[^>]*>\s*([\d.]+)\s*<")
SIDE = re.compile(rb"CdtDbtInd>\s*(CRDT|DBIT)")
WAITS = re.compile(rb"<(?:\w+:)?Sts>\s*(?:<(?:\w+:)?Cd>)?\s*(?!BOOK)\w")
GAINED = {b"C", b"RD", b"CRDT"}
REFUSED = {
    "bsp_garbled_amount.xml",
    "empty.swi",
    "genkgo_wrong.xml",
    "sns_truncated.xml",
    "unsupported_namespace.xml",
}
Sums = tuple[int, Decimal, Decimal]


def test_each_sample_sums_to_what_its_bytes_say(samples: Path) -> None:
    files = sorted(samples.glob("bank/mt940-*/*")) + sorted(
        samples.glob("bank/camt*/*")
    )
    refused = set()
    for path in files:
        try:
            ours = told(detect(path).reader.read(path))
        except UnreadableError:
            refused.add(path.name)
        else:
            assert ours == sums(naive(path.read_bytes())), path

    assert len(files) > 90
    assert refused == REFUSED


@pytest.mark.parametrize(
    "path",
    sorted(
        path
        for kind in ("mt940/*.sta", "camt/*.xml")
        for path in Path(__file__).parent.glob(kind)
    ),
    ids=lambda path: path.stem,
)
def test_our_own_samples_do_so_too(path: Path) -> None:
    assert told(detect(path).reader.read(path)) == sums(naive(path.read_bytes()))


def naive(raw: bytes) -> Iterator[tuple[bytes, Decimal]]:
    """Give the mark and the amount of each movement that is booked."""
    for mark, amount in MOVED.findall(raw):
        yield mark.upper(), Decimal(amount.replace(b",", b".").decode())
    for inside in ENTRY.findall(re.sub(rb"<!--.*?-->", b"", raw, flags=re.DOTALL)):
        amount, side = AMOUNT.search(inside), SIDE.search(inside)
        assert amount
        assert side
        if not WAITS.search(inside):
            yield side[1], Decimal(amount[1].decode())


def sums(moved: Iterable[tuple[bytes, Decimal]]) -> Sums:
    each = list(moved)
    gained = sum((amount for mark, amount in each if mark in GAINED), Decimal())
    lost = sum((amount for mark, amount in each if mark not in GAINED), Decimal())
    return len(each), gained, lost


def told(documents: Iterable[object]) -> Sums:
    lines = [
        line for each in documents if isinstance(each, Statement) for line in each.lines
    ]
    return sums((b"C" if line.amount > 0 else b"D", abs(line.amount)) for line in lines)
