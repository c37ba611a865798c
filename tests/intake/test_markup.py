"""XML of strangers: what is trusted, and what an element answers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from stichting_fin.fault import UnreadableError
from stichting_fin.intake import markup
from stichting_fin.intake.markup import Node

LAUGHS = b"<!DOCTYPE a [<!ENTITY b 'ha'>]><a c='&b;'/>"


def parse(content: bytes) -> Node:
    return markup.parse(content, Path("x.xml"), {"n": "urn:n"})


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (LAUGHS, "DOCTYPE"),
        (LAUGHS.decode().encode("utf-16"), "DOCTYPE"),
        (b"<?xml version='1.0' encoding='UTF-7'?><a/>", "encoding UTF-7"),
        (b"<a><b></a>", "x.xml:1: not well-formed XML"),
        (b"", "not well-formed XML"),
        (b"<a>" + b" " * 10_000_000 + b"</a", "not well-formed XML"),
    ],
)
def test_what_is_not_trusted_is_not_read(content: bytes, said: str) -> None:
    with pytest.raises(UnreadableError, match=said):
        parse(content)


def test_an_attachment_may_be_larger_than_libxml_likes() -> None:
    assert len(parse(b"<a>" + b"x" * 11_000_000 + b"</a>").own) == 11_000_000


def test_a_mark_and_empty_lines_may_stand_before_the_first_sign() -> None:
    node = parse(
        b"\xef\xbb\xbf\n\n<?xml version='1.0' encoding='utf-8'?><a> b\n c </a>"
    )

    assert (node.tag, node.own, node.line) == ("a", "b c", 1)


def test_an_empty_element_is_as_silent_as_none() -> None:
    node = parse(b"<a xmlns='urn:n'><b/><c>1.50</c><c>2</c><d e=' f '/></a>")

    assert node.text("n:b", "n:x") == ""
    assert node.amount("n:b", "n:c") == Decimal("1.50")
    assert (node.amount("n:b"), node.day("n:b")) == (None, None)
    assert [each.own for each in node.spoken("n:b", "n:c")] == ["1.50", "2"]
    [last] = node.all("n:d")
    assert (last.attribute("e"), last.attribute("g")) == ("f", "")


@pytest.mark.parametrize("text", ["2025-03-01", "20250301", "2025-03-01+01:00"])
def test_a_day_is_written_in_one_of_these_ways(text: str) -> None:
    assert parse(f"<a><b>{text}</b></a>".encode()).day("b") == date(2025, 3, 1)


@pytest.mark.parametrize("text", ["2025-02-30", "1 maart 2025", "2025-3-1"])
def test_another_way_is_no_day(text: str) -> None:
    with pytest.raises(UnreadableError, match=f'x.xml:2: "{text}" is no day'):
        parse(f"<a>\n<b>{text}</b></a>".encode()).day("b")


@pytest.mark.parametrize("text", ["1,000.00", "NaN", "1E5", "EUR 5", "--1"])
def test_a_number_in_another_way_is_no_amount(text: str) -> None:
    with pytest.raises(UnreadableError, match="is no amount"):
        parse(f"<a><b>{text}</b></a>".encode()).amount("b")


@pytest.mark.parametrize(
    "head",
    [b"", b"hello <a/>", b"<!-- only a comment", b"\xff\xfe\x00", b"<<<", b'{"a": 1}'],
)
def test_what_is_no_xml_has_no_root(head: bytes) -> None:
    assert markup.root(head) == ""


def test_a_root_is_found_in_any_encoding_and_cut_off_anywhere() -> None:
    text = '<?xml version="1.0"?><!-- x --><q:a xmlns:q="urn:q"><b>half'

    assert markup.root(text.encode()) == "{urn:q}a"
    assert markup.root(text.encode("utf-16")) == "{urn:q}a"
    assert markup.root(b"\xef\xbb\xbf" + text.encode()) == "{urn:q}a"
