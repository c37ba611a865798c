"""JSON that strangers made: parsed without trust, numbers exact, asked by key."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from stichting_fin.fault import UnreadableError

SIGN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]:,]')
AMOUNT = re.compile(r"[+-]?\d+(\.\d+)?")
DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)([T ].*)?")
NONE: Mapping[str, Any] = {}


def keys(head: bytes) -> frozenset[str]:
    """Give the keys in a file's first bytes, each behind those around it.

    Lists do not count; what is cut off does not matter; other files have none.

    >>> sorted(keys(b'[{"id": "a:b", "who": {"name": 1}, "li'))
    ['id', 'who', 'who.name']
    """
    text = head.decode("utf-8-sig", "replace").lstrip()
    if not text.startswith(("{", "[")):
        return frozenset()
    found, around, last = set(), [""], ""
    for sign in SIGN.findall(text):
        if sign == "{":
            around.append(f"{last}." if last else around[-1])
        elif sign == "}" and len(around) > 1:
            around.pop()
        elif sign == ":":
            found.add(last)
        elif sign == ",":
            last = ""
        elif sign.startswith('"'):
            last = around[-1] + sign[1:-1]
    return frozenset(found)


def load(path: Path) -> Any:
    """Read a file whole.

    Raises:
        UnreadableError: It is not sound JSON.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
        return json.loads(text, parse_float=Decimal, parse_int=Decimal)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 0)
        said = getattr(error, "msg", "") or type(error).__name__
        raise UnreadableError("json", path, line, said=said) from error


@dataclass(frozen=True, slots=True)
class Node:
    """An object that answers with text, amounts, days and more objects.

    What is not there, null or of another kind is silent.
    """

    said: Mapping[str, Any]
    path: Path

    def __contains__(self, key: str) -> bool:
        return key in self.said

    def node(self, key: str) -> Node:
        """Give the object under a key; an empty one where there is none."""
        inner = self.said.get(key)
        return Node(inner if isinstance(inner, dict) else NONE, self.path)

    def all(self, key: str) -> Iterator[Node]:
        """Give the objects in the list under a key; one by itself is a list of one."""
        yield from nodes(self.said.get(key), self.path)

    def text(self, *names: str) -> str:
        """Give the first text under these keys, on one line; else ""."""
        for name in names:
            value = self.said.get(name)
            if isinstance(value, str | Decimal) and f"{value}".strip():
                return " ".join(f"{value}".split())
        return ""

    def yes(self, key: str) -> bool:
        """Tell whether something is said to be so."""
        value = self.said.get(key)
        return value in (True, "true") if isinstance(value, bool | str) else False

    def amount(self, key: str) -> Decimal | None:
        """Give an amount, to cents where it is in cents; None where it is silent.

        Raises:
            UnreadableError: What stands there is no number.
        """
        text = self.text(key)
        if not text:
            return None
        if not AMOUNT.fullmatch(text):
            raise UnreadableError("amount", self.path, text=text)
        value = Decimal(text)
        rounded = round(value, 2)
        return rounded if rounded == value else value

    def day(self, key: str) -> date | None:
        """Give a day; None where it is silent.

        Raises:
            UnreadableError: What stands there is no day.
        """
        text = self.text(key)
        if not text:
            return None
        try:
            found = DAY.fullmatch(text)
            return date(*map(int, found.groups()[:3] if found else ()))
        except (ValueError, TypeError) as error:
            raise UnreadableError("day", self.path, text=text) from error


def nodes(said: Any, path: Path) -> Iterator[Node]:
    """Give the objects in a list, or the one that is there."""
    for each in said if isinstance(said, list) else [said]:
        if isinstance(each, dict):
            yield Node(each, path)
