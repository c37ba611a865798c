"""The law of each year: complete, each value with its source, never last year's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from stichting_fin import taxyear
from stichting_fin.fault import UnreadableError
from stichting_fin.money import ROUNDINGS

YEARS = (2023, 2024, 2025, 2026)
RUBRIEKEN = [*(f"1{c}" for c in "abcde"), "2a", "3a", "3b", "3c", "4a", "4b"]
RUBRIEKEN += [f"5{letter}" for letter in "abcdefg"]


@pytest.mark.parametrize("year", YEARS)
def test_a_year_names_every_box_and_how_it_is_rounded(year: int) -> None:
    boxes = taxyear.load(year).boxes

    assert list(boxes) == RUBRIEKEN
    assert all({box.omzet, box.btw} <= {"", *ROUNDINGS} for box in boxes.values())
    assert boxes["1a"].omzet == "euros_cut"
    assert boxes["1a"].btw == "euros_down"
    assert boxes["5b"].btw == "euros_up"


@pytest.mark.parametrize("year", YEARS)
def test_every_code_leads_to_boxes_that_the_form_has(year: int) -> None:
    law = taxyear.load(year)

    for code in law.codes.values():
        assert code.richting in {"verkoop", "inkoop"}
        assert code.label
        assert not code.rubriek or law.boxes[code.rubriek].omzet
        assert all(law.boxes[name].btw for name in code.belasting)
        assert bool(code.procent) == bool(code.belasting)


@pytest.mark.parametrize("year", YEARS)
def test_every_value_says_where_it_comes_from_and_how_sure_it_is(year: int) -> None:
    law = taxyear.load(year)

    said = list(_tables(law.values))
    assert len(said) > 20
    assert all(each["bron"] for each in said)
    assert {each["zekerheid"] for each in said} <= {"V", "S", "K"}
    known: tuple[taxyear.Code | taxyear.Box, ...] = (
        *law.codes.values(),
        *law.boxes.values(),
    )
    for value in known:
        assert value.bron
        assert value.zekerheid in {"V", "S", "K"}
    assert law.content.startswith(b"# De wet van")


def test_a_sale_is_a_credit_and_only_what_we_owe_for_others_is_verlegd() -> None:
    codes = taxyear.load(2025).codes

    assert [codes["verkoop-hoog"].sign, codes["inkoop-hoog"].sign] == [-1, 1]
    verlegd = {name for name, code in codes.items() if code.verlegd}
    assert verlegd == {
        "inkoop-verlegd",
        "inkoop-verlegd-laag",
        "inkoop-eu-dienst",
        "inkoop-eu-goederen",
        "inkoop-buiten-eu-dienst",
        "inkoop-invoer",
    }
    assert codes["verkoop-buiten"].rubriek == ""


def test_the_law_goes_by_the_date() -> None:
    kilometers = [
        taxyear.of(date(year, 12, 31)).values["reiskosten"]["kilometer"]
        for year in YEARS
    ]

    assert kilometers == list(map(Decimal, ["0.21", "0.23", "0.23", "0.23"]))


def test_a_year_without_law_is_refused_and_never_borrows_one() -> None:
    with pytest.raises(UnreadableError) as caught:
        taxyear.of(date(2031, 1, 1))

    assert caught.value.code == "taxyear"
    assert caught.value.values == {"year": 2031}


def _tables(values: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for value in values.values():
        if "bron" in value:
            yield value
        yield from _tables({k: v for k, v in value.items() if isinstance(v, dict)})


def test_the_manual_names_every_btw_code_with_its_rubriek() -> None:
    manual = (Path(__file__).parents[1] / "docs/handleiding.md").read_text("utf-8")

    for name, code in taxyear.load(2025).codes.items():
        assert f"| `{name}` | {code.label} | {code.rubriek or '–'} |" in manual
