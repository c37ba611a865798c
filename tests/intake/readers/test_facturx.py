"""Factur-X: PDFs made here, with and without an invoice inside."""

from __future__ import annotations

from pathlib import Path

import pytest
from pypdf import PdfWriter

from stichting_fin.fault import UnreadableError
from stichting_fin.intake.readers import detect, facturx

HERE = Path(__file__).parent
CII = (HERE / "cii" / "en16931.xml").read_bytes()
UBL = (HERE / "ubl" / "nlcius.xml").read_bytes()


def pdf(folder: Path, **files: bytes) -> Path:
    """Write a PDF of one empty page with files inside."""
    writer = PdfWriter()
    writer.add_blank_page(72, 72)
    for name, content in files.items():
        writer.add_attachment(name.replace("_", "."), content)
    writer.write(path := folder / "factuur.pdf")
    return path


def test_the_invoice_inside_a_pdf_is_read_with_the_files_beside_it(
    tmp_path: Path,
) -> None:
    path = pdf(tmp_path, factur_xml=CII, uren_csv=b"hallo", __=b"nameless")
    [invoice] = facturx.read(path)

    assert detect(path).name == "factur-x"
    assert (invoice.number, invoice.refused) == ("CII-7", None)
    names = [(each.name, each.mime) for each in invoice.attachments]
    assert names == [("verbruik.csv", "text/csv"), ("uren.csv", "text/csv")]


def test_the_invoice_inside_may_be_ubl_too(tmp_path: Path) -> None:
    [invoice] = facturx.read(pdf(tmp_path, xrechnung_xml=UBL))

    assert invoice.number == "2025-0042"


def test_of_two_invoices_the_one_with_the_usual_name_counts(tmp_path: Path) -> None:
    files = {"old_xml": CII, "zugferd-invoice_xml": UBL}
    [invoice] = facturx.read(pdf(tmp_path, **files))

    assert invoice.number == "2025-0042"


def test_two_invoices_without_such_a_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="2 invoices in one PDF"):
        list(facturx.read(pdf(tmp_path, a_xml=CII, b_xml=UBL)))


def test_a_plain_pdf_holds_no_invoice(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="no machine-readable invoice"):
        list(facturx.read(pdf(tmp_path)))


def test_a_pdf_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "half.pdf"
    path.write_bytes(b"%PDF-1.7\nhalf")

    with pytest.raises(UnreadableError, match="not a PDF that can be read"):
        list(facturx.read(path))
