"""UBL: each file beside its golden twin, and what a profile does its own way."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from pprint import pformat

import pytest

from stichting_fin.fault import UnreadableError
from stichting_fin.intake.invoice import Invoice
from stichting_fin.intake.readers import detect, ubl

FILES = sorted((Path(__file__).parent / "ubl").glob("*.xml"))
NLCIUS = (Path(__file__).parent / "ubl" / "nlcius.xml").read_text("utf-8")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_reads_as_before(path: Path, golden: Callable[[Path, str], None]) -> None:
    golden(path.with_suffix(".golden"), pformat(list(ubl.read(path)), width=100))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_is_known_by_its_content(path: Path) -> None:
    assert detect(path).name == "ubl"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_sound_document_is_not_refused(path: Path) -> None:
    assert [invoice.refused for invoice in ubl.read(path)] == [None]


def changed(*pairs: tuple[str, str]) -> Invoice:
    """Read the NLCIUS invoice with some of its text replaced."""
    text = NLCIUS
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return ubl.parse(text.encode(), Path("x.xml"))


def test_a_credit_note_makes_the_seller_owe_the_buyer() -> None:
    note = next(iter(ubl.read(Path(__file__).parent / "ubl" / "creditnota.xml")))

    assert (note.type, note.credit) == ("credit-note", True)
    assert note.preceding == ("2025-0042",)


def test_a_type_code_for_credit_makes_a_credit_note_of_any_root() -> None:
    assert changed((">380<", ">381<")).type == "credit-note"


def test_an_attachment_never_names_a_path() -> None:
    [file] = changed().attachments

    assert (file.name, file.content) == ("proef.txt", b"hallo")


def test_a_refusal_names_the_line_of_the_totals() -> None:
    refused = changed((">175.50<", ">175.51<")).refused

    assert refused
    assert (refused.code, refused.line) == ("invoice-sum", 58)


def test_a_pro_forma_is_refused_at_the_line_of_its_type() -> None:
    refused = changed((">380<", ">325<")).refused

    assert refused
    assert (refused.code, refused.line) == ("invoice-type", 7)


def test_what_is_no_amount_makes_the_file_unreadable() -> None:
    with pytest.raises(UnreadableError) as error:
        changed((">175.50<", ">175,50<"))

    assert str(error.value).startswith('x.xml:61: "175,50" is no amount')


def test_a_party_or_currency_that_is_not_there_is_silence() -> None:
    text = b"<Invoice xmlns='urn:oasis:names:specification:ubl:schema:xsd:Invoice-2'/>"
    invoice = ubl.parse(text, Path("x.xml"))

    assert (invoice.seller.name, invoice.buyer.iban, invoice.currency) == ("", "", "")
    assert invoice.refused


def test_a_bank_statement_is_no_invoice() -> None:
    assert not ubl.sniff(b"<Document xmlns='urn:iso:std:iso:20022:tech:xsd:camt'/>")
