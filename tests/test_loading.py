"""Loading: the short way for plain entries ends where Beancount's own way ends."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from beancount import loader
from hypothesis import given
from hypothesis import strategies as st

from stichting_fin import loading

CHART = """\
option "operating_currency" "EUR"
2024-01-01 open Assets:Bank
2024-01-01 open Assets:Cash EUR
2024-01-01 open Assets:Shares
2024-01-01 open Expenses:Kosten
2024-01-01 open Income:Giften
"""
PLAIN = '2025-01-02 * "x" ^a\n  ref: "1"\n  Assets:Bank  1.00 EUR\n  Income:Giften -1.00 EUR\n'


@pytest.fixture(autouse=True)
def no_cache() -> Iterator[None]:
    loader.initialize(use_cache=False)
    yield
    gc.enable()


def both(path: Path) -> tuple[list[Any], list[Any]]:
    """Give entries, errors and comparable options of our way and of Beancount's."""
    found = []
    for load in (loading.load, lambda path: loader.load_file(str(path))):
        entries, errors, options = load(path)
        known = {
            k: v for k, v in options.items() if k not in ("dcontext", "input_hash")
        }
        found.append([entries, errors, known, str(options["dcontext"])])
    return found[0], found[1]


@pytest.mark.parametrize(
    "text",
    [
        "",
        PLAIN,
        '2025-01-02 * "open"\n  Assets:Bank  1.00 EUR\n  Income:Giften\n',
        '2025-01-02 * "bare"\n  Assets:Bank  1 EUR\n  Income:Giften  -1 EUR\n',
        '2025-01-02 * "mixed"\n  Assets:Bank  1 EUR\n  Income:Giften  -1.00 EUR\n',
        '2025-01-02 * "fine"\n  Assets:Bank  1.005 EUR\n  Income:Giften -1.00 EUR\n',
        '2025-01-02 * "off"\n  Assets:Bank  1.01 EUR\n  Income:Giften  -1.00 EUR\n',
        '2025-01-02 * "two open"\n  Assets:Bank\n  Income:Giften\n',
        '2025-01-02 * "none"\n',
        '2025-01-02 * "one"\n  Assets:Bank  1.00 EUR\n',
        '2025-01-02 * "zero"\n  Assets:Bank  0.00 EUR\n  Assets:Cash  0.00 USD\n',
        '2025-01-02 * "two"\n  Assets:Bank 1.00 USD\n  Assets:Cash -1.00 EUR\n',
        '2025-01-02 * "what"\n  Assets:Bank  1.00\n  Income:Giften  -1.00 EUR\n',
        '2025-01-02 * "how many"\n  Assets:Bank  EUR\n  Income:Giften  -1.00 EUR\n',
        '2025-01-02 * "rate"\n  Assets:Bank 2.00 USD @ 0.50 EUR\n  Assets:Cash -1.00 EUR\n',
        (
            '2025-01-02 * "lot"\n  Assets:Shares 2.00 ABC {1.00 EUR}\n  Assets:Cash -2.00 EUR\n'
            '2025-01-03 * "sold"\n  Assets:Shares -1.00 ABC {}\n  Assets:Cash 1.00 EUR\n'
        ),
        '2025-01-02 * "unknown"\n  Assets:No  1.00 EUR\n  Income:Giften  -1.00 EUR\n',
        "2025-01-03 balance Assets:Bank  1.00 EUR\n",
        "2025-01-01 pad Assets:Bank Income:Giften\n2025-01-03 balance Assets:Bank 9 EUR\n",
        (
            'option "inferred_tolerance_default" "*:0.01"\n'
            '2025-01-02 * "off"\n  Assets:Bank  1.01 EUR\n  Income:Giften  -1.00 EUR\n'
        ),
        (
            'option "tolerance_multiplier" "0"\n2025-01-02 * "off"\n'
            "  Assets:Bank  1.01 EUR\n  Income:Giften  -1.00 EUR\n"
        ),
        'include "nowhere.beancount"\n',
        'plugin "nowhere"\n',
        "2025-01-02 nonsense\n",
    ],
)
def test_a_ledger_of_any_shape_loads_as_beancount_loads_it(
    tmp_path: Path, text: str
) -> None:
    path = tmp_path / "main.beancount"
    path.write_text(CHART + PLAIN + text, "utf-8")

    ours, theirs = both(path)

    assert ours == theirs


def test_the_ledger_of_this_house_loads_as_beancount_loads_it() -> None:
    house = Path(__file__).parents[1] / "ledger/main.beancount"

    ours, theirs = both(house)

    assert ours == theirs
    assert not ours[1]


def test_a_plugin_beside_the_ledger_is_found_and_the_path_forgotten(
    tmp_path: Path,
) -> None:
    (tmp_path / "doubler.py").write_text(
        dedent("""\
        __plugins__ = ("double",)
        def double(entries, options):
            return [*entries, *entries[-1:]], []
        """)
    )
    path = tmp_path / "main.beancount"
    head = 'option "insert_pythonpath" "TRUE"\nplugin "doubler"\n'
    path.write_text(head + CHART + PLAIN)

    ours, theirs = both(path)

    assert ours == theirs
    assert not ours[1]
    assert [entry.narration for entry in ours[0][-2:]] == ["x", "x"]


amounts = st.sampled_from(["", "1", "1.00", "-1.00", "2.50", "-2.50", "0.00", "0.005"])
postings = st.tuples(
    st.sampled_from(["Assets:Bank", "Assets:Cash", "Income:Giften", "Expenses:Kosten"]),
    amounts,
    st.sampled_from(["EUR", "EUR", "EUR", "USD"]),
)


@given(days=st.lists(st.lists(postings, max_size=4), max_size=6))
def test_whatever_is_written_loads_as_beancount_loads_it(
    tmp_path_factory: pytest.TempPathFactory, days: list[list[tuple[str, str, str]]]
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.beancount"
    lines = [CHART]
    for day, legs in enumerate(days, 1):
        lines.append(f'2025-01-{day:02} * "n"\n')
        for account, amount, currency in legs:
            lines.append(f"  {account}  {amount and f'{amount} {currency}'}\n")
    path.write_text("".join(lines))

    ours, theirs = both(path)

    assert ours == theirs
