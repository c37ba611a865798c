"""Look-alikes: what is nearly a known payee is named, what is not is left in peace."""

from __future__ import annotations

import pytest

from stichting_fin.lookalike import lookalike, near
from stichting_fin.relations import Relation

KNOWN = [
    Relation("boekhof", "Administratiekantoor Boekhof B.V.", ("NL91ABNA0417164300",)),
    Relation("kpn", "KPN"),
]


@pytest.mark.parametrize(
    ("naam", "iban"),
    [
        ("Administratiekantoor Beokhof BV", "NL20INGB0001234567"),
        ("administratie-kantoor boekhoff", "NL20INGB0001234567"),
        ("Stichting Administratiekantoor Boekhof", "NL20INGB0001234567"),
        ("Iemand Anders", "NL91 ABNA 0417 1634 00"),
        ("Iemand Anders", "NL91ABNA0417164330"),
    ],
)
def test_a_name_or_account_that_is_nearly_known_is_named(naam: str, iban: str) -> None:
    found = lookalike(Relation("nieuw", naam, (iban,)), KNOWN)

    assert found is KNOWN[0]


@pytest.mark.parametrize("naam", ["Administratiekantoor Boekhuis", "KPM", "", "Bakker"])
def test_another_name_or_a_short_one_says_nothing(naam: str) -> None:
    assert lookalike(Relation("nieuw", naam, ("NL20INGB0001234567",)), KNOWN) is None


def test_nobody_resembles_himself() -> None:
    assert lookalike(KNOWN[0], KNOWN) is None


@pytest.mark.parametrize(
    ("one", "two", "so"),
    [
        ("", "", True),
        ("ab", "", True),
        ("abc", "", False),
        ("abcd", "abdc", True),
        ("abcdef", "badcef", True),
        ("abcdef", "badcfe", False),
        ("abcdef", "abcdefgh", True),
        ("abcdef", "xbcxef", True),
        ("abcdef", "xbcxex", False),
    ],
)
def test_two_signs_may_differ(one: str, two: str, so: bool) -> None:
    assert near(one, two) is so
    assert near(two, one) is so
