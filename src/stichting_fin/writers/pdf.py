"""PDF: a paper set by Typst, from templates that the foundation owns.

Whatever is on the paper goes to the template as JSON, in which every amount and day
is already the text that a Dutch reader expects: a template decides how, never what.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import unicodedata
from calendar import timegm
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from stichting_fin.fault import UnreadableError
from stichting_fin.money import ZERO, cents, dutch
from stichting_fin.table import Column, Form, Row, Table

TYPESETTER = Path(__file__).with_name("typesetter.py")
MAIN = "main.typ"  # the name by which Typst knows where to begin

Value = str | Decimal | date | int | None
MINUS = "\N{MINUS SIGN}"
SWAPPED = str.maketrans({",": ".", ".": ",", "-": MINUS})
NIL = "\N{EN DASH}"
UNKNOWN = "\N{WHITE SQUARE}"
# What the fonts inside Typst can draw; a PDF/A may hold no other character.
UNDRAWN = re.compile(
    r"[^\n -~\xa0-\u04ff\u1e00-\u2027\u202f-\u2040\u2044-\u2052\u20a0-\u20bf"
    r"\u2190-\u23ff\u2500-\u25ff\ufb00-\ufb06]"
)
UNBROKEN = re.compile(r"\S{19,}")
BREAK_AFTER = re.compile(r"([:/#_.@-]|\w{18})(?=\w)")
MAY_BREAK = "\\1\N{ZERO WIDTH SPACE}"
SHORT = 12  # a column of texts up to this long needs no room to wrap
WIDE, WIDER = 82, 104  # characters: in small print from here on, lying down


@dataclass(frozen=True, slots=True)
class Chart:
    """Amounts as bars, each with its label, amount and length.

    Attributes:
        bars: Labels and amounts; a negative one is drawn lighter.
    """

    title: str
    bars: tuple[tuple[str, Decimal], ...]
    form: Form = Form.WHOLE


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing, with what it says to who cannot see it."""

    svg: str
    alt: str
    title: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A text file inside the paper, for programs: the figures themselves."""

    name: str
    text: str
    mime: str
    description: str


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a paper under a heading.

    Attributes:
        parts: Tables, charts, pictures and texts: paragraphs with an empty line
            between them, in which "- " begins an item and "## " a small heading.
        level: 1 for a chapter, 2 for a section within it.
        new_page: Whether it begins on a page of its own.
    """

    title: str
    parts: tuple[Table | Chart | Picture | str, ...]
    level: int = 1
    new_page: bool = False


@dataclass(frozen=True, slots=True)
class Paper:
    """What a board, an accountant or the Belastingdienst gets on paper.

    Attributes:
        foundation: The name of the foundation.
        subtitle: The lines under the title.
        period: What the paper is about, such as "2025".
        concept: A draft, which says so on every page.
        footer: What stands at the foot of each page.
        signatories: Who signs it: name and office, or "".
    """

    title: str
    foundation: str
    sections: tuple[Section, ...]
    subtitle: tuple[str, ...] = ()
    period: str = ""
    concept: bool = False
    footer: str = ""
    signatories: tuple[tuple[str, str], ...] = ()
    attachments: tuple[Attachment, ...] = ()


def write(
    paper: Paper, day: date, templates: Mapping[str, str], template: str = MAIN
) -> bytes:
    """Set the paper, dated `day`, with a template and the templates that it uses.

    Raises:
        UnreadableError: There is no such template, or Typst does not understand it.
    """
    if template not in templates:
        raise UnreadableError("template-missing", file=template)
    job = {
        "templates": {**templates, MAIN: templates[template]},
        "model": json.dumps(model(paper, day)),
        "timestamp": timegm(day.timetuple()),
    }
    # A process of its own: Typst (Apache-2.0) and Beancount (GPL-2.0) share none.
    command = [sys.executable, "-I", str(TYPESETTER)]
    done = subprocess.run(  # noqa: S603 - our own file, no shell
        command, input=json.dumps(job).encode(), capture_output=True, check=False
    )
    if done.returncode:
        said = done.stderr.decode().strip()
        raise UnreadableError("template", file=template, said=said)
    return done.stdout


def model(paper: Paper, day: date) -> dict[str, Any]:
    """Give what a template gets to see as its `model`."""
    return {
        "title": _text(paper.title),
        "foundation": _text(paper.foundation),
        "subtitle": [_text(line) for line in paper.subtitle],
        "period": _text(paper.period),
        "day": [day.year, day.month, day.day],
        "concept": paper.concept,
        "footer": _text(paper.footer),
        "signatories": [[_text(part) for part in each] for each in paper.signatories],
        "attachments": [asdict(each) for each in paper.attachments],
        "sections": [_section(section) for section in paper.sections],
    }


def _section(section: Section) -> dict[str, Any]:
    return {
        "title": _text(section.title),
        "level": section.level,
        "new_page": section.new_page,
        "parts": [part for each in section.parts for part in _part(each)],
    }


def _part(part: Table | Chart | Picture | str) -> Iterable[dict[str, Any]]:
    if isinstance(part, str):
        return _blocks(part)
    if isinstance(part, Picture):
        said = {"title": _text(part.title), "alt": _text(part.alt)}
        return [{"kind": "picture", "svg": part.svg, **said}]
    return [_chart(part) if isinstance(part, Chart) else _table(part)]


def _chart(chart: Chart) -> dict[str, Any]:
    longest = max((abs(amount) for _, amount in chart.bars), default=ZERO) or 1
    bars = [
        {
            "label": _text(label),
            "amount": shown(amount, chart.form),
            "permille": int(abs(amount) * 1000 / longest),
            "negative": amount < 0,
        }
        for label, amount in chart.bars
    ]
    return {"kind": "chart", "title": _text(chart.title), "bars": bars}


def _blocks(text: str) -> Iterator[dict[str, Any]]:
    """Give the paragraphs, lists and small headings of a text."""
    for block in re.split(r"\n\s*\n", _text(text).strip()):
        if block.startswith("- "):
            items = [" ".join(item.split()) for item in block[2:].split("\n- ")]
            yield {"kind": "list", "items": items}
        elif block.startswith("## "):
            yield {"kind": "heading", "text": block[3:]}
        else:
            yield {"kind": "paragraph", "text": " ".join(block.split())}


def _table(table: Table) -> dict[str, Any]:
    columns = (Column(table.stub, Form.TEXT), *table.columns)
    rows = [_row(row, table.columns) for row in table.rows]
    widths = [_width(number, column, rows) for number, column in enumerate(columns)]
    return {
        "kind": "table",
        "title": _text(table.title),
        "note": _text(table.note),
        "columns": [
            {
                "title": _broken(_text(column.title)),
                "text": column.form is Form.TEXT,
                # A column of texts gets its share of the room; 0: what it needs.
                "share": width if column.form is Form.TEXT and width > SHORT else 0,
            }
            for column, width in zip(columns, widths, strict=True)
        ],
        "rows": rows,
        "size": (sum(widths) >= WIDE) + (sum(widths) >= WIDER),
    }


def _row(row: Row, columns: tuple[Column, ...]) -> dict[str, Any]:
    cells = [
        shown(cell, column.form)
        for cell, column in zip(row.cells, columns, strict=False)
    ]
    blank = [""] * (len(columns) - len(cells)) if cells else []
    return {
        "kind": row.kind,
        "label": _broken(_text(row.label)),
        "cells": cells + blank,
    }


def _width(number: int, column: Column, rows: list[dict[str, Any]]) -> int:
    """Give the characters that a column would like: not all of a long text."""
    texts = [
        row["cells"][number - 1] if number else row["label"]
        for row in rows
        if row["cells"]
    ]
    longest = max(map(len, [column.title[:14], *texts])) + 1
    return min(longest, 32) if column.form is Form.TEXT else longest


def shown(value: Value, form: Form) -> str:
    """Write a cell the way a Dutch annual report prints it.

    >>> shown(Decimal("-1234.5"), Form.EUROS), shown(Decimal(0), Form.EUROS)
    ('−1.234,50', '–')
    >>> shown(Decimal("12.5"), Form.PERCENT), shown(date(2025, 3, 1), Form.DATE)
    ('12,5%', '01-03-2025')
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return _broken(_text(value))
    if isinstance(value, date):
        return f"{value:%d-%m-%Y}"
    return _number(Decimal(value), form)


def _number(value: Decimal, form: Form) -> str:
    if form is Form.NUMBER:
        return f"{value:f}".translate(SWAPPED)
    if form is Form.EUROS:
        return dutch(value).replace("-", MINUS) if cents(value) else NIL
    text = f"{value:,f}".translate(SWAPPED)
    return NIL if not value else f"{text}%" if form is Form.PERCENT else text


def _text(text: str) -> str:
    """Give a text without what no font of Typst can draw."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(
        UNKNOWN if unicodedata.category(each) == "Cn" else each
        for each in UNDRAWN.sub(UNKNOWN, composed)
    )


def _broken(text: str) -> str:
    """Let a long reference or address go on at the next line."""
    return UNBROKEN.sub(lambda word: BREAK_AFTER.sub(MAY_BREAK, word[0]), text)
