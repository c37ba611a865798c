"""Entries as a person writes them in a journal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal

from demo.model import Entry


def text(title: str, entries: Iterable[Entry]) -> str:
    """Write a journal, oldest first."""
    return f"; {title}\n" + "".join(f"\n{_entry(e)}" for e in entries)


def budget(title: str, year: int, rows: Iterable[tuple[str, Decimal]]) -> str:
    """Write a budget: amounts signed as booked, so baten are negative."""
    day = date(year - 1, 12, 10)
    lines = (f'{day} custom "begroting" "{year}" {a}  {n} EUR\n' for a, n in rows)
    return f"; {title}\n\n" + "".join(lines)


def _entry(entry: Entry) -> str:
    words = [f'"{said}"' for said in (entry.payee, entry.text) if said]
    words += [f"#{tag}" for tag in entry.tags] + [
        f"^{x}" for x in sorted(set(entry.links))
    ]
    lines = [f"{entry.day} * {' '.join(words)}\n", *_meta(entry.meta, "  ")]
    for post in entry.posts:
        lines.append(f"  {post.account:<44} {post.amount:>11} EUR\n")
        lines += _meta(post.meta, "    ")
    return "".join(lines)


def _meta(meta: Mapping[str, object], indent: str) -> Iterator[str]:
    for key, value in meta.items():
        said = value if isinstance(value, (date, int)) else f'"{value}"'
        yield f"{indent}{key}: {said}\n"
