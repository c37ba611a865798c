"""The texts of an entry: a pattern finds what a walk finds, or leaves it to the walk."""

from __future__ import annotations

from io import BytesIO
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from stichting_fin.intake.readers import camt_texts
from stichting_fin.intake.readers.camt_texts import OFTEN, Known, Said, texts

SPACE = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"
SIGNS = (
    *("a", "Gift 1", "é", "€", "😀", "\xa0", "\x85", "'", '"', ">", "[x]", "-->", "/>"),
    *(" ", "\n  ", "\t", "&amp;", "&lt;", "&gt;", "&#13;", "&#128;", "&quot;", "&#x9;"),
    *("<![CDATA[<Cd>&amp;</Cd>]]>", "<![CDATA[ ]]>", "<!-- a -->", "<!--<Cd>-->"),
    *("<?pi <Cd>?>", "&#xA0;", "&#60;/Cd&#62;", 'x" Ccy="USD'),
)
written = st.lists(st.sampled_from(SIGNS), max_size=4).map("".join)
plain = st.sampled_from(("", "1", "Gift 1", "\n  "))
like = st.sampled_from(("2", "Gift > 2", "é '\" €")) | written
ATTRIBUTES = (
    *("", ' Ccy="EUR"', " Ccy='USD'", ' Ccy="&lt;a>"', ' Ccy="a > b"', ' x=">&lt;Cd>"'),
    *(' x="\'"', " x='\"'", ' Ccy="&#10;"', ' xmlns:q="urn:q" q:Ccy="GBP" Ccy="EUR"'),
    *(' xmlns="urn:other"', ' xmlns=""', ' xmlns:q="urn:a&apos;b"', ' Ccy="A&amp;B"'),
)
usual = st.sampled_from(ATTRIBUTES[:3])
attributes = usual | usual | usual | usual | st.sampled_from(ATTRIBUTES)
NAMES = (
    *("Amt", "Sts", "Cd", "BookgDt", "Dt", "AddtlNtryInf", "NtryRef", "NtryDtls"),
    *("TxDtls", "RmtInf", "Ustrd", "Refs", "EndToEndId", "AmtDtls", "TxAmt", "p:Cd"),
)


def inside(name: str) -> st.SearchStrategy[str]:
    """Give elements of a name that need be no CAMT, around `{}` for each text."""
    return attributes.map(lambda begin: f"<{name}{begin}>{{}}</{name}>")


leaves = st.sampled_from(NAMES).flatmap(inside)
trees = st.recursive(
    leaves,
    lambda inner: st.builds(
        lambda name, begin, many: f"<{name}{begin}>{{}}{'{}'.join(many)}{{}}</{name}>",
        st.sampled_from(NAMES),
        attributes,
        st.lists(inner, max_size=4),
    ),
    max_leaves=12,
)
DETAIL = (
    "<NtryDtls><TxDtls>{0}<Refs><EndToEndId{1}>{{}}</EndToEndId></Refs><Amt{1}>{{}}</Amt>"
    "<RmtInf><Ustrd>{{}}</Ustrd><Ustrd>{{}}</Ustrd>{{}}</RmtInf></TxDtls></NtryDtls>"
)
likely = st.builds(
    lambda amount, many: (
        f"<Amt{amount}>{{}}</Amt>{{}}<Amt>{{}}</Amt><Sts>{{}}<Cd>{{}}</Cd></Sts>"
        f"{''.join(many)}<AddtlNtryInf>{{}}</AddtlNtryInf>"
    ),
    attributes,
    st.lists(st.builds(DETAIL.format, st.just("{}"), attributes), max_size=3),
)


@given(shape=likely | st.lists(trees, max_size=4).map("{}".join), data=st.data())
def test_a_pattern_finds_what_a_walk_finds(shape: str, data: st.DataObject) -> None:
    first = [data.draw(plain) for _ in range(shape.count("{}"))]
    rows = [
        [data.draw(like if each else st.just(each) | written) for each in first]
        for _ in range(3)
    ]
    entries = [shape.format(*each) for each in (first, *rows, first)]

    with patch.object(camt_texts, "OFTEN", 1):
        quick = told(entries, Known())

    assert quick == [each for one in entries for each in told([one], Known())]


def test_a_shape_is_walked_through_until_it_has_come_often() -> None:
    known = Known()
    entries = [f"<Amt Ccy='EUR'>{n}</Amt>" for n in range(OFTEN + 10)]

    found = told(entries, known)

    assert found == [[[("amount", f"{n} EUR")]] for n in range(OFTEN + 10)]
    assert list(known.walks.values()) == [OFTEN]


@pytest.mark.parametrize(
    "strange",
    [
        "<Amt Ccy='EUR'>a&amp;b</Amt>",
        "<Amt Ccy='EUR'> a</Amt>",
        "<Amt Ccy='EUR'>a\n</Amt>",
        "<Amt Ccy='USD'>a</Amt>",
        "<Amt Ccy='EUR' x='&gt;'>a</Amt>",
        "<Amt xmlns='urn:q' Ccy='EUR'>a</Amt>",
        "<Amt Ccy='EUR'>a</Amt>b",
        "<Amt Ccy='EUR'/>",
        "<Amt Ccy='EUR'> </Amt>",
    ],
)
def test_what_is_written_otherwise_is_walked_through(strange: str) -> None:
    known = Known()
    told(["<Amt Ccy='EUR'>1</Amt>"] * OFTEN, known)

    assert told([strange], known) == told([strange], Known())
    assert known.walks.total() == OFTEN + 1


def test_comments_and_cdata_are_as_if_plainly_written() -> None:
    known = Known()
    told(["<Amt Ccy='EUR'>1</Amt>"] * OFTEN, known)

    (found,) = told(
        ["<!-- > --><Amt Ccy='EUR'>1<!-- < --><![CDATA[2]]><?a b?></Amt>"], known
    )

    assert found == [[("amount", "12 EUR")]]
    assert known.walks.total() == OFTEN


def test_a_file_has_no_more_patterns_than_are_worth_trying() -> None:
    known = Known()
    entries = [f"<Amt Ccy='{n}'>1</Amt>" for n in range(5)]

    with patch.multiple(camt_texts, OFTEN=1, PATTERNS=3):
        told(entries * 2, known)

    assert [len(some) for some in known.patterns.values()] == [3]
    assert known.walks.total() == 5 + 2


@pytest.mark.parametrize("text", ["a&amp;b", " a", "a > b"])
def test_an_entry_that_its_pattern_would_not_find_makes_none(text: str) -> None:
    known = Known()

    told([f"<Amt Ccy='EUR'>{text}</Amt>"] * OFTEN, known)

    assert known.patterns == {}


def test_an_element_that_was_empty_may_say_something_the_next_time() -> None:
    known = Known()
    told(["<Amt Ccy='EUR'>1</Amt><NtryRef> </NtryRef>"] * OFTEN, known)

    (found,) = told(["<Amt Ccy='EUR'>1</Amt><NtryRef>A</NtryRef>"], known)

    assert found == [[("amount", "1 EUR"), ("number", "A")]]


def told(entries: list[str], known: Known) -> list[list[list[tuple[str, str]]]]:
    """Give the texts of entries of a file, in the order in which they stand."""
    raw = (
        f"<Document xmlns='{SPACE}' xmlns:p='urn:p'><Stmt>"
        f"{''.join(f'<Ntry>{each}</Ntry>' for each in entries)}</Stmt></Document>"
    )
    found: list[list[Said]] = []
    for _, node in etree.iterparse(
        BytesIO(raw.encode()),
        tag="{*}Ntry",
        resolve_entities=False,
        remove_comments=True,
        remove_pis=True,
    ):
        found.append(texts(node, known))
        node.clear()
    return [[list(said.items()) for said in each] for each in found]


def test_the_first_of_several_counts_and_pieces_are_put_together() -> None:
    known = Known()
    entries = [
        "<ValDt><Dt>1</Dt><DtTm>2</DtTm></ValDt><NtryDtls><TxDtls><RmtInf>"
        f"<Ustrd>{n}</Ustrd><Ustrd>b</Ustrd></RmtInf></TxDtls></NtryDtls>"
        for n in range(OFTEN + 1)
    ]

    found = told(entries, known)

    assert found[-1] == [[("value", "1")], [("text", f"{OFTEN} b")]]
    assert found == [each for one in entries for each in told([one], Known())]
    assert known.walks.total() == OFTEN
