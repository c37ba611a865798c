"""Labels: the words inside a bank's text that say what follows them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from itertools import accumulate
from typing import NamedTuple

from stichting_fin.intake.formats.description import Description

TEXT, LABELLED = "text", "labelled"


class Alike(NamedTuple):
    """Texts that have the same labels.

    Attributes:
        rows: The place of each text.
        labels: Their labels, in order.
        before: What stands before any label, by text.
        values: What follows each label, by label and text.
    """

    rows: Sequence[int]
    labels: Sequence[str]
    before: list[str]
    values: Sequence[list[str]]


def labelled(made: Description, texts: Sequence[str]) -> Mapping[str, Sequence[str]]:
    """Split texts by the labels of a description, in all languages: a column a field.

    The part before any label and those of "text" are "text"; of other fields the
    first counts. A text that has any is "labelled". Blanks around them stay.
    """
    fields = {label: name for name, some in made.labels.items() for label in some}
    found: dict[str, list[str]] = {name: [""] * len(texts) for name in (TEXT, LABELLED)}
    for some in _alike(texts, _splitter(made)) if texts else ():
        alike = _mended(some, made.cells) if made.cells else some
        said = _said(alike, [fields[label] for label in alike.labels])
        if said.keys() > {TEXT}:
            said[LABELLED] = [texts[row] for row in alike.rows]
        for name, column in said.items():
            if len(column) == len(texts):
                found[name] = column
                continue
            place = found.setdefault(name, [""] * len(texts))
            for row, text in zip(alike.rows, column, strict=True):
                place[row] = text
    return found


def _alike(texts: Sequence[str], split: Callable[[str], list[str]]) -> Iterator[Alike]:
    """Split all texts in one go, and bring those together that have the same labels."""
    lines = "\n".join([*texts, ""])
    if lines.count("\n") > len(texts):
        lines = "\n".join([*(text.replace("\n", " ") for text in texts), ""])
    pieces = split(lines)
    values, marks = pieces[::2], pieces[1::2]
    first = marks[: marks.index("\n") + 1]
    if marks == first * len(texts):
        columns = [values[n : -1 : len(first)] for n in range(len(first))]
        yield Alike(range(len(texts)), first[:-1], columns[0], columns[1:])
        return
    shapes = "\0".join(["", *marks]).split("\n")[:-1]  # of each text: "\0Naam:\0"
    rows: dict[str, list[int]] = {}
    for row, shape in enumerate(shapes):
        rows.setdefault(shape, []).append(row)
    width = {shape: shape.count("\0") for shape in rows}
    starts = list(accumulate(map(width.__getitem__, shapes), initial=0))
    for shape, some in rows.items():
        begins = [starts[row] for row in some]
        columns = [[values[at + n] for at in begins] for n in range(width[shape])]
        yield Alike(some, shape.split("\0")[1:-1], columns[0], columns[1:])


def _said(alike: Alike, fields: Sequence[str]) -> dict[str, list[str]]:
    """Give by field what texts say whose labels mean these fields."""
    pairs = list(zip(fields, alike.values, strict=True))
    columns = [alike.before, *(column for name, column in pairs if name == TEXT)]
    filled = [column for column in columns if any(column)] or columns[:1]
    texts = (
        filled[0]
        if len(filled) == 1
        else list(map(" ".join, zip(*filled, strict=True)))
    )
    return dict(reversed(pairs)) | {TEXT: texts}


@cache
def _splitter(made: Description) -> Callable[[str], list[str]]:
    """Give what splits lines at their ends and at labels, behind a blank or anywhere.

    The sign before a label is looked at behind its first letter: a search by first
    letters goes twice as fast.
    """
    labels = [label for some in made.labels.values() for label in some]
    words = sorted(filter(str.isprintable, labels), key=len, reverse=True)
    before = "" if made.cells else r"(?<!\S.)"
    ways = (f"{re.escape(w[0])}{before}{re.escape(w[1:])}" for w in words)
    return re.compile("|".join(["(\\n", *ways]) + ")").split


def _mended(alike: Alike, width: int) -> Alike:
    """Join what the bank cut into cells of a width, each label being in the first."""
    before = [_joined("", text, width) for text in alike.before]
    pairs = zip(alike.labels, alike.values, strict=True)
    values = [[_joined(label, text, width) for text in some] for label, some in pairs]
    return alike._replace(before=before, values=values)


def _joined(label: str, value: str, width: int) -> str:
    raw = label + value
    cells = [raw[at : at + width + 1] for at in range(0, len(raw), width + 1)]
    cut = [c[:width] if c[width:] == " " else c for c in cells]
    return "".join(cut).removeprefix(label).strip()
