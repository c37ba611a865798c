"""Repeats: one invoice is booked once, however often and in whatever form it comes."""

from __future__ import annotations

from pathlib import Path

import pytest

from intake import files as make
from intake.exports import run
from intake.files import lay, rest
from stichting_fin.books import Books
from stichting_fin.intake import archive
from stichting_fin.intake.desk import Desk

TEXT = (
    "Drukkerij De Letter B.V.   btw NL001234567B01",
    "Factuurnummer: 2025-77",
    "Totaal te betalen   121,00",
)
SAID = """
by = "PM"
relatie = "drukker"
factuurnummer = "2025 77"
factuurdatum = 2025-03-03
totaal = 121.00
[[tarief]]
procent = 21
grondslag = 100.00
btw = 21.00
"""


def journal(house: Path, name: str = "inkoop") -> str:
    return (house / f"ledger/2025/{name}.beancount").read_text("utf-8")


def kept(house: Path) -> list[str]:
    folder = house / "ledger/documents"
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("together", [True, False])
def test_xml_and_its_pdf_are_one_invoice_with_two_documents(
    administration: Path, *, together: bool
) -> None:
    lay(administration, "a.xml", make.ubl())
    if not together:
        assert run(administration, "import").exit_code == 0
    lay(administration, "b.pdf", make.paper(*TEXT))

    result = run(administration, "import")

    assert result.exit_code == 0, result.output
    assert "document" in result.output
    assert "b.pdf" in result.output
    assert journal(administration).count("factuurnummer") == 1
    assert kept(administration) == [
        "2025-03-03.drukker-2025-77.pdf",
        "2025-03-03.drukker-2025-77.xml",
    ]
    assert journal(administration, "documenten").count("^inkoop-drukker/2025-77") == 2
    assert rest(administration) == []
    assert run(administration, "verify", "--from-sources").exit_code == 0
    books = Books.load(administration / "ledger/main.beancount")
    assert not list(archive.faults(administration, Desk.at(administration, books)))


@pytest.mark.parametrize(
    "lines",
    [
        TEXT[1:],
        TEXT[:2],
        (TEXT[0], "Factuurnummer: 2025-78", TEXT[2]),
        (*TEXT[:2], "Totaal te betalen 122,00"),
    ],
)
def test_a_pdf_that_does_not_say_whose_which_and_how_much_is_no_copy(
    administration: Path, lines: tuple[str, ...]
) -> None:
    lay(administration, "a.xml", make.ubl())
    lay(administration, "b.pdf", make.paper(*lines))

    result = run(administration, "import")

    assert "b.pdf:0: no machine-readable invoice" in result.output
    assert rest(administration) == ["b.pdf"]


def test_paper_first_and_xml_later_is_one_invoice(administration: Path) -> None:
    lay(administration, "b.pdf", make.paper(*TEXT), "2025-03-05")
    lay(administration, "b.pdf.toml", SAID, "2025-03-05")
    run(administration, "import")
    lay(administration, "a.xml", make.ubl())

    result = run(administration, "import")

    assert result.exit_code == 0, result.output
    assert journal(administration).count("factuurnummer") == 1
    assert 'factuurnummer: "2025 77"' in journal(administration)
    assert len(kept(administration)) == 2
    assert run(administration, "verify", "--from-sources").exit_code == 0


def test_by_mail_and_by_peppol_it_is_one_invoice_and_both_originals_stay(
    administration: Path,
) -> None:
    lay(administration, "mail.xml", make.ubl())
    lay(
        administration,
        "peppol.xml",
        make.ubl().replace("<cbc:ID>1</cbc:ID>", "<cbc:ID>A</cbc:ID>"),
    )
    lay(administration, "weer.xml", make.ubl())

    result = run(administration, "import")

    assert result.exit_code == 0, result.output
    assert journal(administration).count("factuurnummer") == 1
    names = kept(administration)
    assert len(names) == 2
    assert names[1] == "2025-03-03.drukker-2025-77.xml"
    before = journal(administration, "documenten")
    lay(
        administration,
        "peppol.xml",
        make.ubl().replace("<cbc:ID>1</cbc:ID>", "<cbc:ID>A</cbc:ID>"),
    )
    assert run(administration, "import").exit_code == 0
    assert journal(administration, "documenten") == before


@pytest.mark.parametrize(
    ("other", "said"),
    [
        (make.ubl(base="200.00"), "booked for EUR 121.00 and now says EUR 242.00"),
        (make.ubl(day="2025-03-09"), "factuurdatum 2025-03-03 and now says 2025-03-09"),
        (
            make.ubl().replace(
                "<cac:TaxTotal>",
                "<cac:PaymentMeans><cac:PayeeFinancialAccount><cbc:ID>DE89370400440532013000</cbc:ID>"
                "</cac:PayeeFinancialAccount></cac:PaymentMeans><cac:TaxTotal>",
            ),
            "iban NL20INGB0001234567 and now says DE89370400440532013000",
        ),
    ],
    ids=["amount", "day", "iban"],
)
def test_one_number_with_other_content_is_a_changed_invoice(
    administration: Path, other: str, said: str
) -> None:
    first = make.ubl().replace(
        "<cac:TaxTotal>",
        "<cac:PaymentMeans><cac:PayeeFinancialAccount><cbc:ID>NL20INGB0001234567</cbc:ID>"
        "</cac:PayeeFinancialAccount></cac:PaymentMeans><cac:TaxTotal>",
    )
    lay(administration, "a.xml", first)
    lay(administration, "b.xml", other)

    result = run(administration, "import")

    assert result.exit_code == 1
    assert said in result.output
    assert rest(administration) == ["b.xml"]


def test_a_number_spelled_otherwise_is_another_invoice_when_its_amount_is(
    administration: Path,
) -> None:
    lay(administration, "a.xml", make.ubl("2025-7"))
    lay(administration, "b.xml", make.ubl("20257", base="50.00"))
    lay(administration, "c.xml", make.ubl("2025/7"))

    assert run(administration, "import").exit_code == 0
    assert journal(administration).count("factuurnummer") == 2


def test_a_sound_invoice_takes_the_place_of_the_wrong_one_that_waits(
    administration: Path,
) -> None:
    lay(administration, "wrong.xml", make.ubl(gross="121.10"))
    run(administration, "import")
    assert "2025-03-03 ! " in journal(administration)
    lay(administration, "wrong2.xml", make.ubl(gross="121.20"))
    run(administration, "import")
    assert "2025-03-03 ! " in journal(administration)
    lay(administration, "good.xml", make.ubl())

    result = run(administration, "import")

    assert result.exit_code == 0, result.output
    assert "2025-03-03 * " in journal(administration)
    assert "-121.00 EUR" in journal(administration)
    assert "good.xml" in journal(administration)
    assert len(kept(administration)) == 3
    assert run(administration, "verify", "--from-sources").exit_code == 0


def test_a_sound_invoice_does_not_vanish_behind_one_that_was_refused(
    administration: Path,
) -> None:
    wrong = make.ubl(gross="121.10")
    (administration / "importers/besluiten.toml").write_text(
        '[[besluit]]\nref = "drukker:2025-77"\nby = "PM"\ndate = 2025-04-01\n'
        'why = "fout"\nweiger = true\n'
    )
    lay(administration, "wrong.xml", wrong)
    run(administration, "import")
    lay(administration, "wrong.xml", wrong)
    assert run(administration, "import").exit_code == 0
    lay(administration, "good.xml", make.ubl())

    result = run(administration, "import")

    assert "invoice 2025-77 was refused before" in result.output
    assert rest(administration) == ["good.xml"]


def test_one_number_twice_in_one_export_is_one_invoice_or_a_changed_one(
    administration: Path,
) -> None:
    mutation = (
        '{"MutatieNr": 1, "Soort": "FactuurVerstuurd", "Datum": "2025-03-03",'
        ' "RelatieCode": "Gemeente Zuiderdam", "Factuurnummer": "F1", "MutatieRegels":'
        ' [{"BedragExclBTW": 100, "BedragBTW": 21, "BedragInclBTW": %s, "BTWCode": "HOOG_VERK"}]}'
    )
    lay(administration, "a.json", f"[{mutation % 121}, {mutation % 121}]")
    assert run(administration, "import").exit_code == 0
    assert journal(administration, "verkoop").count("factuurnummer") == 1
    lay(administration, "b.json", f"[{mutation % 121}, {mutation % 122}]")

    assert (
        "booked for EUR 121.00 and now says EUR 122"
        in run(administration, "import").output
    )


def test_undo_takes_the_copy_of_a_pdf_back(administration: Path) -> None:
    lay(administration, "a.xml", make.ubl())
    lay(administration, "b.pdf", make.paper(*TEXT))
    run(administration, "import")

    assert run(administration, "import", "--undo", "b.pdf").exit_code == 0

    assert rest(administration) == ["b.pdf"]
    assert kept(administration) == ["2025-03-03.drukker-2025-77.xml"]
    assert "2025-77.pdf" not in journal(administration, "documenten")
    assert "-121.00 EUR" in journal(administration)
