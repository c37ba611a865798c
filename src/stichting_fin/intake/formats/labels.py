"""Labels: the words inside a bank's text that say what follows them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from stichting_fin.intake.formats.description import Description

TEXT, LABELLED = "text", "labelled"
Pieces = Sequence[str]  # what stands before any label, then each label and its value


def labelled(made: Description, texts: Sequence[str]) -> Mapping[str, Sequence[str]]:
    """Split texts by the labels of a description, in all languages: a column a field.

    The part before any label and those of "text" are "text"; of other fields the
    first counts. A text that has any is "labelled".
    """
    fields = {label: name for name, some in made.labels.items() for label in some}
    pieces = list(map(_splitter(fields, anywhere=bool(made.cells)), texts))
    if made.cells:
        pieces = [_mended(some, made.cells) for some in pieces]
    alike: dict[tuple[str, ...], list[int]] = {}  # rows that have the same labels
    for row, some in enumerate(pieces):
        alike.setdefault(tuple(some[1::2]), []).append(row)
    found = {name: [""] * len(texts) for name in (TEXT, LABELLED, *fields.values())}
    for labels, rows in alike.items():
        said = _said([fields[x] for x in labels], [pieces[row] for row in rows])
        if said.keys() > {TEXT}:
            said[LABELLED] = [texts[row] for row in rows]
        for name, column in said.items():
            place = found[name]
            for row, text in zip(rows, map(str.strip, column), strict=True):
                place[row] = text
    return found


def _said(fields: Sequence[str], rows: Sequence[Pieces]) -> dict[str, Sequence[str]]:
    """Give by field the texts of rows whose labels mean these fields."""
    before, *others = zip(*rows, strict=True)
    pairs = list(zip(fields, others[1::2], strict=True))
    columns = [before, *(column for name, column in pairs if name == TEXT)]
    texts = list(map(" ".join, zip(*columns, strict=True)))
    return dict(reversed(pairs)) | {TEXT: texts}


def _splitter(labels: Iterable[str], *, anywhere: bool) -> Callable[[str], list[str]]:
    """Give what splits a text at labels, which stand after a blank or anywhere.

    The sign before a label is looked at behind its first letter: a search by first
    letters goes twice as fast.
    """
    before = "" if anywhere else r"(?<!\S.)"
    words = sorted(labels, key=len, reverse=True)
    ways = (f"{re.escape(w[0])}{before}{re.escape(w[1:])}" for w in words)
    return re.compile(f"({'|'.join(ways)})").split


def _mended(pieces: Pieces, width: int) -> list[str]:
    """Join what the bank cut into cells of a width, each label being in the first."""
    first, *rest = pieces
    found = [_joined("", first, width)]
    for label, value in zip(rest[::2], rest[1::2], strict=True):
        found += [label, _joined(label, value, width)]
    return found


def _joined(label: str, value: str, width: int) -> str:
    raw = label + value
    cells = [raw[at : at + width + 1] for at in range(0, len(raw), width + 1)]
    cut = [c[:width] if c[width:] == " " else c for c in cells]
    return "".join(cut).removeprefix(label).strip()
