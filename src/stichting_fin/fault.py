"""Faults: what is wrong in the user's files, where, and what to do about it."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

MESSAGES = Path(__file__).parent / "messages"
LANGUAGE: ContextVar[str] = ContextVar("LANGUAGE", default="")  # a face sets it


def told(code: str, values: Mapping[str, object], language: str = "") -> str:
    """Say what a code means in a language, else the reader's, else the locale's.

    >>> told("gap", {"account": "NL1", "gap": 5})
    'lines and balances of NL1 differ by EUR 5; download the file again'
    """
    words = _words(language or LANGUAGE.get() or _spoken())[code]
    return words.format_map({name: _inline(value) for name, value in values.items()})


def _inline(value: object) -> object:
    """Keep a text from outside on its line, and from steering a terminal."""
    if not isinstance(value, str) or value.isprintable():
        return value
    return " ".join(printable(value).split())


def printable(text: str) -> str:
    """Give a text without the signs that steer a terminal or fit in no file."""
    return "".join(sign if sign.isprintable() else " " for sign in text)


@cache
def _words(language: str) -> dict[str, str]:
    """Give the catalogue of a language: code to words."""
    return tomllib.loads((MESSAGES / f"{language}.toml").read_text("utf-8"))


def _spoken() -> str:
    """Give the locale's language when it is ours, or English."""
    names = (os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    first = next(filter(None, names), "en")[:2]
    return first if (MESSAGES / f"{first}.toml").exists() else "en"


class Fault(NamedTuple):
    """Something that the keeper of the books must mend.

    It offers the three things of a Beancount error, so that a plugin may return
    it as it is, bean-check prints it, and Fava shows it with a link.

    Attributes:
        source: Where: "filename" and "lineno", as in Beancount's metadata.
        code: The key of its words in both catalogues.
        values: What the words name.
        entry: The entry that is at fault, if there is one.
    """

    source: Mapping[str, Any]
    code: str
    values: Mapping[str, object]
    entry: Any = None

    @property
    def message(self) -> str:
        """What is wrong, and what to do."""
        return told(self.code, self.values)

    def __str__(self) -> str:
        file = printable(str(self.source.get("filename", "?")))
        if file == "?":  # what a person typed stands in no file
            return self.message
        return f"{file}:{self.source.get('lineno', 0)}: {self.message}"


def fault(
    place: tuple[str | Path, int] | Mapping[str, Any], code: str, **values: object
) -> Fault:
    """Make a fault at (file, line), or where the metadata of an entry says."""
    if isinstance(place, tuple):
        place = {"filename": str(place[0]), "lineno": place[1]}
    return Fault(place, code, values)


class UnreadableError(ValueError):
    """A file is not what its name or its profile says it is: exit 2.

    Its message is that of a Fault: FILE:LINE: what; what to do.
    """

    def __init__(
        self, code: str, file: str | Path = "?", line: int = 0, **values: object
    ) -> None:
        super().__init__(code, values)
        self.code = code
        self.file = str(file)
        self.line = line
        self.values = values

    @property
    def fault(self) -> Fault:
        """The same, as a value."""
        source = {"filename": self.file, "lineno": self.line}
        return Fault(source, self.code, self.values)

    def __str__(self) -> str:
        return str(self.fault)
