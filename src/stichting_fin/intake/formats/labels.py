"""Labels: the words inside a bank's text that say what follows them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from operator import itemgetter

from stichting_fin.intake.formats.description import Description

TEXT, LABELLED = "text", "labelled"
NONE, WHOLE = -2, -1  # behind the pieces of a text stand "" and the text itself
Columns = dict[str, Sequence[str]]
Pieces = Sequence[str]  # what stands before any label, then each label and its value


def labelled(made: Description, texts: Sequence[str]) -> Columns:
    """Split texts by the labels of a description, in all languages: a column a field.

    The part before any label and those of "text" are "text"; of other fields the
    first counts. A text that has any is "labelled".
    """
    fields = {label: name for name, some in made.labels.items() for label in some}
    names = [name for name in dict.fromkeys(fields.values()) if name != TEXT]

    @cache
    def way(labels: Pieces) -> Callable[[Pieces], Pieces]:
        return _way(names, [fields[label] for label in labels])

    split = _splitter(fields, anywhere=bool(made.cells))
    rows = []
    for text in texts:
        pieces = split(text)
        if made.cells:
            pieces = _mended(pieces, made.cells)
        found = way(tuple(pieces[1::2]))
        pieces += ("", text)
        rows.append(found(pieces))
    names = [TEXT, LABELLED, *names]
    columns = zip(*rows, strict=True) if rows else [()] * len(names)
    return {n: list(map(str.strip, c)) for n, c in zip(names, columns, strict=False)}


def _splitter(labels: Iterable[str], *, anywhere: bool) -> Callable[[str], list[str]]:
    """Give what splits a text at labels, which stand after a blank or anywhere.

    The sign before a label is looked at behind its first letter: a search by first
    letters goes twice as fast.
    """
    before = "" if anywhere else r"(?<!\S.)"
    words = sorted(labels, key=len, reverse=True)
    ways = (f"{re.escape(w[0])}{before}{re.escape(w[1:])}" for w in words)
    return re.compile(f"({'|'.join(ways)})").split


def _way(names: Sequence[str], fields: Sequence[str]) -> Callable[[Pieces], Pieces]:
    """Give what picks, out of pieces whose labels mean these fields, a row of texts."""
    first = {name: 2 * n + 2 for n, name in reversed([*enumerate(fields)])}
    places = [first.get(name, NONE) for name in names]
    whole = NONE if {*places} <= {NONE} else WHOLE
    texts = [0, *(2 * n + 2 for n, name in enumerate(fields) if name == TEXT)]
    others = itemgetter(whole, *places, NONE)

    def picked(pieces: Pieces) -> Pieces:
        return " ".join([pieces[n] for n in texts]), *others(pieces)

    return picked


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
