"""What `read` shows: one object a file, and the exit code that goes with it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from stichting_fin.fault import UnreadableError
from stichting_fin.intake import shown
from stichting_fin.intake.readers import Document
from stichting_fin.intake.statement import Balance, Line, Note, Statement

UBL = Path(__file__).parent / "readers" / "ubl"
PATH = Path("folder/afschrift.xml")
DAY = date(2025, 1, 2)
STATEMENT = Statement(
    account="NL52ABNA0123998701",
    currency="EUR",
    lines=(
        Line(
            DAY,
            Decimal("-25.00"),
            key="ref1:1",
            counterparty="J. Jansen",
            iban="NL44RABO0123456789",
            text="gift",
            value_date=DAY,
        ),
        Line(DAY, Decimal("1E+1")),
    ),
    id="7",
    opening=Balance(Decimal("100.00"), None),
    closing=Balance(Decimal("85.00"), DAY),
    skipped=(Note("currency", {"currency": "USD"}, "L-12", 9),),
    warnings=(Note("pad", {"account": "x"}),),
)


def written(*documents: Document | UnreadableError) -> tuple[int, Any]:
    def each() -> Iterator[Document]:
        for document in documents:
            if isinstance(document, UnreadableError):
                raise document
            yield document

    code = shown.write(PATH, "camt", each(), out := StringIO())
    assert out.getvalue().count("\n") == 1
    return code, json.loads(out.getvalue())


def read(path: Path, *, text: bool = False) -> tuple[int, str]:
    write = shown.write_text if text else shown.write_json
    code = write(path, out := StringIO())
    return code, out.getvalue()


def test_a_statement_is_shown_with_amounts_as_text_and_silence_as_null() -> None:
    code, got = written(STATEMENT)

    assert code == 0
    assert (got["file"], got["format"], got["kind"]) == (
        "afschrift.xml",
        "camt",
        "bank",
    )
    [statement] = got["statements"]
    first, second = statement.pop("entries")
    assert statement == {
        "account": "NL52ABNA0123998701",
        "currency": "EUR",
        "id": "7",
        "opening": {"date": None, "amount": "100.00"},
        "closing": {"date": "2025-01-02", "amount": "85.00"},
        "proven": True,
    }
    assert first == {
        "date": "2025-01-02",
        "value_date": "2025-01-02",
        "amount": "-25.00",
        "ref": "ref1:1",
        "counterparty": {"name": "J. Jansen", "iban": "NL44RABO0123456789"},
        "description": "gift",
        "structured_reference": None,
        "end_to_end_id": None,
    }
    assert (second["amount"], second["ref"]) == ("10", None)


def test_what_was_left_out_and_doubted_is_told_with_its_reading_rule() -> None:
    _, got = written(STATEMENT)

    [left], [doubt] = got["skipped"], got["warnings"]
    assert left["reason"].startswith("an amount in USD")
    assert (left["rule"], left["line"]) == ("L-12", 9)
    assert doubt["message"].startswith("pad on x")
    assert (doubt["rule"], doubt["line"]) == (None, None)


def test_the_object_is_the_same_whole_and_in_a_stream() -> None:
    code, got = written(STATEMENT, STATEMENT)
    whole = shown.shown(PATH, "camt", [STATEMENT, STATEMENT])

    assert (got, code) == (json.loads(json.dumps(whole)), shown.exit_code(whole))


def test_a_statement_that_does_not_add_up_is_refused_beside_its_lines() -> None:
    wrong = replace(STATEMENT, closing=Balance(Decimal("90.00"), DAY))
    code, got = written(wrong, wrong)

    assert (code, got["statements"][0]["proven"]) == (1, False)
    assert got["refused"]["code"] == "gap"


def test_a_preview_is_refused_and_one_without_balances_is_not() -> None:
    bare = replace(STATEMENT, opening=None)

    assert written(replace(bare, preview=True))[1]["refused"]["code"] == "preview"
    assert written(bare)[0] == 0


def test_a_file_that_breaks_off_is_refused_beside_what_could_be_read() -> None:
    code, got = written(STATEMENT, UnreadableError("no-file", PATH, 7))

    assert (code, len(got["statements"])) == (1, 1)
    assert (got["refused"]["code"], got["refused"]["line"]) == ("no-file", 7)


def test_a_file_without_documents_is_an_empty_list() -> None:
    assert written()[1]["statements"] == []


def test_an_invoice_is_shown_with_its_own_signs() -> None:
    code, text = read(UBL / "creditnota.xml")
    [invoice] = json.loads(text)["invoices"]

    assert code == 0
    assert (invoice["type"], invoice["totals"]["payable"]) == ("credit-note", "12.10")
    assert invoice["totals"]["charges"] is None
    assert invoice["vat"] == [
        {
            "category": "S",
            "rate": "21.0",
            "base": "10.00",
            "tax": "2.10",
            "exemption": None,
        }
    ]


def test_an_invoice_that_must_not_be_booked_ends_with_one(tmp_path: Path) -> None:
    text = (UBL / "nlcius.xml").read_text("utf-8")
    (path := tmp_path / "x.xml").write_text(text.replace(">380<", ">325<"), "utf-8")

    assert read(path)[0] == 1
    assert json.loads(read(path)[1])["refused"]["line"] == 7
    code, told = read(path, text=True)
    assert code == 1
    assert "x.xml:7: type 325 is no invoice" in told


def test_what_exempts_from_btw_is_shown(tmp_path: Path) -> None:
    text = (UBL / "nlcius.xml").read_text("utf-8")
    reason = "<cbc:ID>S</cbc:ID><cbc:TaxExemptionReason>KOR</cbc:TaxExemptionReason>"
    new = text.replace("<cbc:ID>S</cbc:ID>", reason)
    (path := tmp_path / "x.xml").write_text(new, "utf-8")
    [invoice] = json.loads(read(path)[1])["invoices"]

    assert invoice["vat"][0]["exemption"] == {"code": None, "reason": "KOR"}


@pytest.mark.parametrize("text", [True, False])
def test_a_file_that_nobody_can_read_ends_with_two(tmp_path: Path, text: bool) -> None:
    (path := tmp_path / "x.txt").write_text("hello")

    for each in (path, tmp_path / "nothing"):
        code, said = read(each, text=text)
        assert code == 2
        assert text or set(json.loads(said)) == {"file", "refused"}


def test_a_person_reads_statements_and_invoices_too() -> None:
    answer = shown.shown(PATH, "camt", [STATEMENT, replace(STATEMENT, opening=None)])
    lines = list(shown._told(answer))  # noqa: SLF001  # the text of a file made here

    assert lines[:4] == [
        "afschrift.xml camt",
        "  NL52ABNA0123998701 EUR",
        "  opening  100.00",
        "  closing 2025-01-02 85.00",
    ]
    assert lines[4] == "    2025-01-02         -25.00 J. Jansen gift"
    assert read(UBL / "si-ubl-12-verlegd.xml", text=True)[1].endswith(
        "    AE -% 800 0\n  EUR 800\n"
    )
