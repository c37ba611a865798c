"""XML that strangers made: parsed without trust, asked by path."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from lxml import etree

from stichting_fin.fault import UnreadableError

AMOUNT = re.compile(r"[+-]?(\d{1,15}(\.\d*)?|\.\d+)")  # no sum is larger
DAY = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)([TZ+-].*)?")
ENCODING = re.compile(rb"""<\?xml[^>]*encoding\s*=\s*["']([\w.-]*)""")
ENCODINGS = re.compile(rb"(?i)utf-(8|16)|us-ascii|iso-8859-\d+|windows-125\d|cp125\d")
SAFE = 10_000_000  # bytes; libxml2 refuses a larger text, which an attachment may be
BOM = b"\xef\xbb\xbf"


def root(head: bytes) -> str:
    """Give the root element in a file's first bytes, "{namespace}name", or "".

    >>> root(b'<!-- hello --><a:b xmlns:a="urn:x"><c/>')
    '{urn:x}b'
    """
    text = _trimmed(head)
    if not text.startswith((b"<", b"\xff\xfe", b"\xfe\xff")):
        return ""
    parser = etree.XMLPullParser(
        events=("start",), recover=True, resolve_entities=False, no_network=True
    )
    parser.feed(text)
    for _, element in parser.read_events():
        return str(getattr(element, "tag", ""))
    return ""


def parse(content: bytes, path: Path, names: Mapping[str, str]) -> Node:
    """Read a document whole; its attachments may be as large as they are.

    A DOCTYPE is refused before anything is parsed: an invoice or a statement
    has no use for one, and entities grow without end. So are encodings in which
    one could hide.

    Raises:
        UnreadableError: It is not XML, or not XML that we trust.
    """
    text = _trimmed(content)
    plain = text.replace(b"\0", b"") if b"\0" in text else text
    if b"<!DOCTYPE" in plain:
        raise UnreadableError("xml-doctype", path)
    said = ENCODING.match(plain)
    if said and not ENCODINGS.fullmatch(said[1]):
        name = said[1].decode()
        raise UnreadableError("xml-encoding", path, 1, encoding=name)
    try:
        tree = etree.fromstring(text, _parser(huge=len(text) > SAFE))
    except etree.XMLSyntaxError as error:
        line = error.lineno or 0
        raise UnreadableError("xml", path, line, said=error.msg) from error
    return Node(tree, names, path)


def _trimmed(content: bytes) -> bytes:
    """Drop what programs put before the first sign: a mark of UTF-8, empty lines."""
    return content.removeprefix(BOM).lstrip()


def _parser(*, huge: bool) -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=huge)


@dataclass(frozen=True, slots=True)
class Node:
    """An element that answers with text, amounts, days and more nodes.

    A path is that of ElementPath with the prefixes of `names`. An element that
    is there but empty is silent, as one that is not there.
    """

    element: etree._Element
    names: Mapping[str, str]
    path: Path

    @property
    def line(self) -> int:
        """Give its line in the file."""
        return int(getattr(self.element, "sourceline", 0) or 0)

    @property
    def tag(self) -> str:
        """Give its name without its namespace."""
        return etree.QName(self.element).localname

    def all(self, path: str) -> Iterator[Node]:
        """Give every element at a path."""
        for element in self.element.iterfind(path, dict(self.names)):
            yield Node(element, self.names, self.path)

    def spoken(self, *paths: str) -> Iterator[Node]:
        """Give the elements at these paths that hold text, path by path."""
        for path in paths:
            yield from (node for node in self.all(path) if node.own)

    @property
    def own(self) -> str:
        """Give its own text, on one line."""
        return " ".join((self.element.text or "").split())

    def text(self, *paths: str) -> str:
        """Give the first text at one of these paths, on one line; else ""."""
        return next((node.own for node in self.spoken(*paths)), "")

    def attribute(self, name: str) -> str:
        """Give an attribute, or ""."""
        return " ".join((self.element.get(name) or "").split())

    def amount(self, *paths: str) -> Decimal | None:
        """Give the first amount at one of these paths; None where all are silent.

        Raises:
            UnreadableError: What stands there is no number.
        """
        node = next(self.spoken(*paths), None)
        if node is None:
            return None
        if not AMOUNT.fullmatch(node.own):
            raise UnreadableError("amount", self.path, node.line, text=node.own)
        return Decimal(node.own)

    def day(self, *paths: str) -> date | None:
        """Give the first day at one of these paths; None where all are silent.

        Raises:
            UnreadableError: What stands there is no day.
        """
        node = next(self.spoken(*paths), None)
        if node is None:
            return None
        found = DAY.fullmatch(node.own)
        try:
            return date(*map(int, found.groups()[:3])) if found else _no_day(node)
        except ValueError:
            return _no_day(node)


def _no_day(node: Node) -> date:
    raise UnreadableError("day", node.path, node.line, text=node.own)
