"""Custom directives: a closed list, each with its arguments."""

from __future__ import annotations

import pytest
from beancount.core import data
from beancount.parser import parser

from stichting_fin import custom
from stichting_fin.books import Books


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ('"waarde" "taak" "communicatie"', True),
        ('"waarde" "taak"', False),
        ('"waarde" "taak" "communicatie" "meer"', False),
        ('"waarde" "taak" 2025-01-01', False),
        ('"boekjaar" "2025-2026" 2025-07-01 2026-06-30', True),
        ('"boekjaar" "2025-2026" 2025', False),
        ('"dagboek" "bank" "B"', True),
        ('"dagboek" "bank" "B" "Bank"', True),
        ('"dagboek" "bank" "B" "Bank" "meer"', False),
        ('"begroting" "2025" Income:Giften -1.00 EUR "taak" "x"', True),
        ('"begroting" "2025" Income:Giften -1.00', False),
        ('"uren" "2025" "taak" 10 55.00', True),
        ('"uren" "2025" "taak" 10 55.00 EUR "bron"', True),
        ('"vraag"', True),
        ('"vraag" 1 2 3', True),
        ('"fava-option" "language" "nl"', True),
    ],
)
def test_a_directive_has_the_arguments_of_its_kind(text: str, *, fits: bool) -> None:
    entries, errors, _ = parser.parse_string(f"2025-01-01 custom {text}\n")

    assert not errors
    assert [custom.fits(e) for e in entries if isinstance(e, data.Custom)] == [fits]


def test_one_that_does_not_fit_is_left_out_of_the_books(books: Books) -> None:
    """
    2025-01-01 custom "waarde" "taak"
    2025-01-01 custom "waarde" "taak" "communicatie"
    """
    assert [said for _, said in books.customs("waarde")] == [["taak", "communicatie"]]


def test_the_accounts_of_a_directive_are_those_of_its_kind(books: Books) -> None:
    """
    2025-01-01 open Income:Giften
    2025-01-01 custom "begroting" "2025" Income:Giften -1.00 EUR
    """
    (entry,) = books.directives(data.Custom)

    assert list(custom.accounts(entry)) == ["Income:Giften"]
