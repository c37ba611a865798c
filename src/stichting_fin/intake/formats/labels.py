"""Labels: the words inside a bank's text that say what follows them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from stichting_fin.intake.formats import dialect
from stichting_fin.intake.formats.description import Description

TEXT = "text"


@dataclass(frozen=True, slots=True)
class Labels:
    """The labels of one bank, in all its languages.

    Attributes:
        looks: Finds a label.
        fields: Label to the field of a line that it fills; "drop" fills none.
        cells: The width at which the bank cuts its text, or 0.
    """

    looks: re.Pattern[str]
    fields: Mapping[str, str]
    cells: int

    @classmethod
    def of(cls, made: Description) -> Labels:
        """Make the labels that a description lists."""
        fields = {label: name for name, some in made.labels.items() for label in some}
        words = "|".join(map(re.escape, sorted(fields, key=len, reverse=True)))
        before = "" if made.cells else r"(?:(?<=\s)|^)"
        return cls(re.compile(f"{before}({words})"), fields, made.cells)

    def filled(
        self, fields: dict[str, str], more: dict[str, str]
    ) -> tuple[dict[str, str], dict[str, str]]:
        """Move what labels introduce from the text to where it belongs.

        A field that has a column of its own keeps what stands there. The whole
        text stays among the fields of the origin.
        """
        whole = fields[TEXT]
        first, *rest = self.looks.split(whole)
        texts = [self._joined(first)]
        found = dict(fields)
        for label, value in zip(rest[::2], rest[1::2], strict=True):
            name, said = self.fields[label], self._joined(value, label)
            if name == TEXT:
                texts.append(said)
            elif name != "drop" and not found.get(name):
                found[name] = dialect.account(said) if name == "iban" else said
        found[TEXT] = " ".join(filter(None, texts))
        if rest:
            more = {**more, "labelled": " ".join(whole.split())}
        return found, more

    def _joined(self, value: str, label: str = "") -> str:
        """Join what the bank cut into cells, the label being part of the first."""
        if self.cells:
            step = self.cells + 1
            raw = label + value
            parts = [raw[at : at + step] for at in range(0, len(raw), step)]
            cut = [p[: self.cells] if p[self.cells :] == " " else p for p in parts]
            value = "".join(cut).removeprefix(label)
        return " ".join(value.split())
