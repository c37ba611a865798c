"""From a request and the books to an invoice that its buyer can take in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from selling import given
from selling.given import DAY
from stichting_fin.fault import UnreadableError
from stichting_fin.sale import Sale
from stichting_fin.selling import compose
from stichting_fin.selling.request import Regel, Request

REGEL = Regel("Gebruik", Decimal(100), btw="verkoop-hoog")
ASKED = Request(("factuur.toml", 0), "waterhoek", (REGEL,), order="45856478")
OLD = """
2026-01-05 * "Gemeente Waterhoek" "Factuur" ^verkoop-{number}
  ref: "waterhoek:{number}"
  relatie: "waterhoek"
  factuurnummer: "{number}"
  factuurdatum: 2026-01-05
  Assets:Debiteuren  121.00 EUR
  Income:Gebruik
"""


def sold(folder: Path, asked: Request = ASKED, ledger: str = "", **more: str) -> Sale:
    given.write(folder, ledger)
    for old, new in more.items():
        path = folder / "ledger/relaties.toml"
        path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    return compose.sale(asked, given.desk(folder), DAY)


def refused(folder: Path, asked: Request, ledger: str = "") -> UnreadableError:
    with pytest.raises(UnreadableError) as caught:
        sold(folder, asked, ledger)
    return caught.value


def test_everything_comes_from_the_relation_the_facts_and_the_request(
    tmp_path: Path,
) -> None:
    made = sold(tmp_path, replace(ASKED, tekst="Dank", kenmerk="K"))

    assert made == replace(
        given.sale(
            replace(given.line(), labels={"platform": "netwerk"}),
            note="Dank",
            reference="K",
        ),
        buyer=replace(given.sale().buyer, contact="Crediteurenadministratie"),
    )


def test_a_term_is_that_of_the_relation(tmp_path: Path) -> None:
    asked = replace(ASKED, klant="vereniging", regels=(replace(REGEL, btw=""),))

    assert sold(tmp_path, asked).due == date(2026, 2, 17)


@pytest.mark.parametrize(
    ("numbers", "following"),
    [
        ((), "F2026-001"),
        (("F2026-001", "F2026-002"), "F2026-003"),
        (("F2026-009", "F2026-C01", "F2025-044", "X1"), "F2026-010"),
        (("F2026-999",), "F2026-1000"),
    ],
)
def test_numbers_follow_each_other_within_a_year(
    tmp_path: Path, numbers: tuple[str, ...], following: str
) -> None:
    ledger = "".join(OLD.replace("{number}", number) for number in numbers)

    assert sold(tmp_path, ledger=ledger).number == following


def test_a_number_given_out_by_this_run_is_not_given_again(tmp_path: Path) -> None:
    desk = given.desk(given.write(tmp_path))

    assert compose.sale(ASKED, desk, DAY, ["F2026-001"]).number == "F2026-002"


def test_the_foundation_names_its_series(tmp_path: Path) -> None:
    ledger = '2026-01-01 event "factuurreeks" "VF"\n'

    assert sold(tmp_path, ledger=ledger).number == "VF2026-001"


def test_the_day_is_that_of_the_request_else_today(tmp_path: Path) -> None:
    asked = replace(ASKED, datum=date(2025, 12, 30))

    assert (sold(tmp_path, asked).day, sold(tmp_path).day) == (date(2025, 12, 30), DAY)
    assert sold(tmp_path, asked).number == "F2025-001"


def test_a_credit_note_names_an_invoice_that_the_books_hold(tmp_path: Path) -> None:
    asked = replace(ASKED, credit="f2026 001")

    made = sold(tmp_path, asked, OLD.replace("{number}", "F2026-001"))

    assert (made.credit, made.number) == ("F2026-001", "F2026-002")


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"klant": "niemand"}, "sale-relation"),
    ({"credit": "F2026-001"}, "sale-credit"),
    ({"regels": ()}, "sale-nothing"),
    ({"regels": (replace(REGEL, prijs=Decimal(-1)),)}, "sale-price"),
    ({"regels": (replace(REGEL, tekst=" "),)}, "sale-price"),
    ({"regels": (replace(REGEL, aantal=Decimal(-1)),)}, "sale-nothing"),
    ({"regels": (replace(REGEL, btw="inkoop-geen"),)}, "sale-code"),
    ({"regels": (replace(REGEL, eenheid="pond"),)}, "sale-unit"),
    ({"regels": (replace(REGEL, btw="verkoop-raar"),)}, "code-unknown"),
    ({"regels": (replace(REGEL, rekening="Income:Niets"),)}, "sale-account"),
    ({"regels": (replace(REGEL, labels={"taak": "vissen"}),)}, "waarde"),
    ({"regels": (REGEL, replace(REGEL, btw="verkoop-buiten"))}, "sale-mixed"),
    ({"datum": date(1999, 1, 1)}, "taxyear"),
]


@pytest.mark.parametrize(("more", "code"), WRONG)
def test_what_nobody_can_send_is_refused(
    tmp_path: Path, more: dict[str, Any], code: str
) -> None:
    assert refused(tmp_path, replace(ASKED, **more)).code == code


def test_no_more_is_credited_than_was_invoiced(tmp_path: Path) -> None:
    """Of 121 euro a credit note took 21, and a payment 100: 100 can be credited."""
    ledger = (
        OLD.replace("{number}", "F2026-001")
        + """
2026-01-06 * "Creditnota" ^verkoop-F2026-001 ^verkoop-F2026-002
  relatie: "waterhoek"
  factuurnummer: "F2026-002"
  factuurdatum: 2026-01-06
  Assets:Debiteuren  -21.00 EUR
    factuurnummer: "F2026-001"
  Income:Gebruik
2026-01-07 * "Betaald" ^verkoop-F2026-001
  relatie: "waterhoek"
  factuurnummer: "F2026-001"
  Assets:Debiteuren  -100.00 EUR
  Assets:Bank
"""
    )
    some = replace(REGEL, prijs=Decimal("82.64"))
    asked = replace(ASKED, credit="F2026-001", regels=(some,))

    assert sold(tmp_path, asked, ledger).gross == Decimal("99.99")

    more = replace(asked, regels=(replace(some, prijs=Decimal("82.65")),))
    error = refused(tmp_path, more, ledger)

    assert error.code == "sale-over"
    assert (error.values["left"], error.values["now"]) == (
        Decimal("100.00"),
        Decimal("100.01"),
    )


def test_an_account_of_creditors_holds_no_invoice_to_credit(tmp_path: Path) -> None:
    ledger = OLD.replace("{number}", "A1").replace(
        "Assets:Debiteuren  121.00", "Liabilities:Crediteuren  -121.00"
    )

    error = refused(tmp_path, replace(ASKED, credit="A1"), ledger)

    assert error.code == "sale-credit"


def test_an_invoice_in_a_closed_year_is_refused(tmp_path: Path) -> None:
    ledger = '2025-05-01 custom "afgesloten" "2025" 2025-12-31 "x" "y"\n'

    error = refused(tmp_path, replace(ASKED, datum=date(2025, 12, 31)), ledger)

    assert (error.code, error.file) == ("sale-closed", "factuur.toml")


def test_an_invoice_in_a_filed_period_is_refused(tmp_path: Path) -> None:
    ledger = """
2026-05-01 custom "aangifte" "overname" "0" 2026-05-01 "x" 0.00 EUR
2026-05-01 custom "aangifte" "2026-Q1" "0" 2026-05-01 "x" 0.00 EUR
"""
    error = refused(tmp_path, ASKED, ledger)

    assert (error.code, error.values["period"]) == ("sale-filed", "2026-Q1")
    assert sold(tmp_path, replace(ASKED, datum=date(2026, 4, 1)), ledger)


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ('oin = "00000001003214345000"\n', ""),
        ('adres = "Modelweg 1"\n', "adres"),
        ('postcode = "2501 ZZ"\n', "postcode"),
        ('plaats = "Waterhoek"\n', "plaats"),
        ('rekening = "Income:Gebruik"\n', "account"),
    ],
)
def test_what_a_buyer_lacks_is_named(tmp_path: Path, line: str, key: str) -> None:
    given.write(tmp_path)
    path = tmp_path / "ledger/relaties.toml"
    path.write_text(path.read_text("utf-8").replace(line, "", 1), "utf-8")

    try:
        compose.sale(ASKED, given.desk(tmp_path), DAY)
        found = ""
    except UnreadableError as error:
        found = "account" if error.code == "sale-account" else str(error.values["key"])

    assert found == key


def test_a_buyer_at_home_has_a_number(tmp_path: Path) -> None:
    relations = '[los]\nnaam = "Los"\nadres = "A 1"\npostcode = "1 AA"\nplaats = "B"\n'
    desk = given.desk(given.write(tmp_path, relations=relations))
    asked = replace(
        ASKED, klant="los", regels=(replace(REGEL, rekening="Income:Gebruik"),)
    )

    with pytest.raises(UnreadableError, match="kvk of Los"):
        compose.sale(asked, desk, DAY)


def test_a_buyer_abroad_needs_no_dutch_number(tmp_path: Path) -> None:
    relations = '[ver]\nnaam = "Ver"\nland = "BE"\nbtw-id = "BE0999000021"\n'
    desk = given.desk(given.write(tmp_path, relations=relations))
    regel = replace(REGEL, rekening="Income:Gebruik", btw="verkoop-eu-dienst")

    made = compose.sale(replace(ASKED, klant="ver", regels=(regel,)), desk, DAY)

    assert made.buyer.land == "BE"


def test_who_the_btw_is_shifted_to_has_a_btw_number(tmp_path: Path) -> None:
    regel = replace(REGEL, btw="verkoop-verlegd", rekening="Income:Gebruik")
    asked = replace(ASKED, klant="vereniging", regels=(regel,))

    error = refused(tmp_path, asked)

    assert error.values == {
        "who": "Vereniging Model",
        "key": "btw-id",
        "place": "ledger/relaties.toml",
    }


@pytest.mark.parametrize(
    ("event", "key"),
    [("btw-id", "btw-id"), ("zetel", "zetel"), ("e-mail", "e-mail"),
     ("contact", "contact"), ("kvk", "kvk"), ("naam", "naam")],
)  # fmt: skip
def test_what_we_lack_ourselves_is_named(tmp_path: Path, event: str, key: str) -> None:
    given.write(tmp_path)
    path = tmp_path / "ledger/main.beancount"
    lines = path.read_text("utf-8").split("\n")
    kept = [line for line in lines if f'event "{event}"' not in line]
    path.write_text("\n".join(kept), "utf-8")

    with pytest.raises(UnreadableError) as caught:
        compose.sale(ASKED, given.desk(tmp_path), DAY)

    assert caught.value.values["key"] == key
    assert caught.value.values["place"] == "ledger/foundation.beancount"


@pytest.mark.parametrize(
    ("klant", "kenmerk"), [("waterhoek", "K-1"), ("waterhoek", ""), ("vereniging", "")]
)
def test_a_government_body_gives_its_order_and_another_at_least_a_reference(
    tmp_path: Path, klant: str, kenmerk: str
) -> None:
    asked = replace(ASKED, klant=klant, kenmerk=kenmerk, order="")

    error = refused(tmp_path, asked)

    assert (error.values["key"], error.values["place"]) == ("order", "factuur.toml")


def test_a_reference_is_enough_for_who_is_no_government_body(tmp_path: Path) -> None:
    asked = replace(ASKED, klant="vereniging", kenmerk="K-1", order="")

    assert sold(tmp_path, asked).reference == "K-1"


def test_a_relation_without_a_btw_code_is_a_question(tmp_path: Path) -> None:
    error = refused(tmp_path, replace(ASKED, regels=(replace(REGEL, btw=""),)))

    assert (error.code, error.values["key"]) == ("sale-lacks", "btw")


def test_we_are_paid_on_an_account_that_is_one(tmp_path: Path) -> None:
    given.write(tmp_path)
    path = tmp_path / "ledger/main.beancount"
    path.write_text(path.read_text("utf-8").replace("NL52", "NL53"), "utf-8")

    with pytest.raises(UnreadableError, match="no sound IBAN"):
        compose.sale(ASKED, given.desk(tmp_path), DAY)
