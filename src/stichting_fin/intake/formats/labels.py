"""Labels: the words inside a bank's text that say what follows them."""

from __future__ import annotations

import re
from collections.abc import Callable

from stichting_fin.intake.formats.description import Description

Parts = dict[str, str]


def labelled(made: Description) -> Callable[[str], Parts]:
    """Give what splits a text by the labels of a description, in all languages.

    The parts are told by field, that before any label and those of "text" as
    "text"; of other fields the first counts.
    """
    fields = {label: name for name, some in made.labels.items() for label in some}
    words = "|".join(map(re.escape, sorted(fields, key=len, reverse=True)))
    before = "" if made.cells else r"(?<!\S)"
    split = re.compile(f"{before}({words})").split

    def parts(text: str) -> Parts:
        first, *rest = split(text)
        found = {"text": _joined("", first, made.cells)}
        for label, value in zip(rest[::2], rest[1::2], strict=True):
            name, said = fields[label], _joined(label, value, made.cells)
            if name == "text":
                found[name] = f"{found[name]} {said}".strip()
            else:
                found.setdefault(name, said)
        return found

    return parts


def _joined(label: str, value: str, width: int) -> str:
    """Join what the bank cut into cells of a width, the label being in the first."""
    if not width:
        return value.strip()
    raw = label + value
    cells = [raw[at : at + width + 1] for at in range(0, len(raw), width + 1)]
    cut = [c[:width] if c[width:] == " " else c for c in cells]
    return "".join(cut).removeprefix(label).strip()
