"""An auditfile that the schema, another program and an auditor accept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
import pyxaf
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from stichting_fin.auditfile import (
    Account,
    AccountKind,
    Address,
    Auditfile,
    Company,
    Header,
    Journal,
    JournalKind,
    Line,
    OpeningLine,
    Period,
    Relation,
    RelationKind,
    Transaction,
    UnsoundError,
    Vat,
    VatCode,
)
from stichting_fin.writers import xaf

DAY = date(2025, 3, 1)
LONG = "bestelling " * 40
SALE = Transaction(
    "verkoop-1",
    DAY,
    3,
    (
        Line(
            "1300",
            Decimal("121.00"),
            DAY,
            "verkoop-1.xml",
            "Sponsor\x18ing <&>",
            "gever",
            "V1",
        ),
        Line(
            "8000",
            Decimal("-100.00"),
            DAY,
            LONG,
            cost="weblog",
            product="",
            project="subsidie-7",
            vat=(Vat("verkoop-hoog", Decimal(21), Decimal("-21.00")),),
        ),
        Line("1500", Decimal("-21.00"), DAY),
    ),
    text="Factuur",
    source="verkoop",
    user="importeur",
)
PAID = Transaction(
    "triodos-" + "9" * 40,
    date(2025, 4, 2),
    4,
    (
        Line(
            "1100",
            Decimal("121.00"),
            DAY,
            settled=DAY,
            iban="NL91 TRIO 0417 1643 00",
            counter_iban="NL02ABNA0123456789",
            currency="USD",
            currency_amount=Decimal("-130.5"),
        ),
        Line("1300", Decimal("-121.00"), DAY, relation="gever", invoice="V1"),
    ),
)
FILE = Auditfile(
    Header(
        "2025",
        date(2025, 1, 1),
        date(2025, 12, 31),
        date(2026, 5, 1),
        "stichting-fin",
        "0.1.0",
        "3.7",
    ),
    Company(
        "Stichting Proef",
        "000000000",
        "00000000",
        address=Address("Plein", "1", "a", "Den Haag", "2511 AB", "NL"),
    ),
    (
        Account("1100", "Bank", AccountKind.BALANCE, "BLimBanRba"),
        Account("1300", "Debiteuren", AccountKind.BALANCE),
        Account("1500", "Btw hoog", AccountKind.BALANCE),
        Account("0500", "Reserve", AccountKind.BALANCE),
        Account("8000", "", AccountKind.RESULT),
    ),
    tuple(Period(n, date(2025, n, 1), date(2025, n, 30)) for n in (3, 4)),
    (OpeningLine("1100", Decimal("50.10")), OpeningLine("0500", Decimal("-50.10"))),
    (
        Journal("V", "Verkoop", JournalKind.SALES, (SALE,)),
        Journal("T", "", JournalKind.BANK, (PAID,), "1100"),
    ),
    (
        Relation(
            "gever",
            "Gemeente Proef",
            RelationKind.CUSTOMER,
            "00000001",
            "NL",
            "NL000000000B00",
            Decimal(0),
            Decimal("-5.00"),
        ),
    ),
    (VatCode("verkoop-hoog", "Verkoop hoog tarief", "1500"), VatCode("leeg", "")),
)


def text(file: Auditfile = FILE, **options: Any) -> bytes:
    return b"".join(xaf.write(file, **options))


def booked(*lines: Line) -> Auditfile:
    return replace(
        FILE,
        journals=(
            Journal("M", "Memo", JournalKind.MEMO, (Transaction("1", DAY, 3, lines),)),
        ),
    )


def found(file: bytes, name: str) -> list[str]:
    root = etree.fromstring(file)
    return [element.text or "" for element in root.iter(f"{{{xaf.NAMESPACE}}}{name}")]


@pytest.mark.parametrize(
    "file",
    [
        FILE,
        replace(
            FILE,
            relations=(),
            vat_codes=(),
            journals=(),
            opening=(),
            company=Company("S", "1"),
        ),
    ],
)
def test_the_schema_and_another_program_find_nothing_wrong(file: Auditfile) -> None:
    report = pyxaf.validate(BytesIO(text(file)), xsd=True)

    assert not report.findings
    assert any(layer.startswith("L4x") for layer in report.checked)


def test_totals_are_those_of_the_lines() -> None:
    file = text()

    assert found(file, "linesCount") == ["2", "5"]
    assert (
        found(file, "totalDebit") == found(file, "totalCredit") == ["50.10", "242.00"]
    )


def test_what_is_too_long_is_cut_and_told() -> None:
    cuts: list[xaf.Cut] = []

    file = text(cuts=cuts)

    lengths = [(cut.element, len(cut.whole), len(cut.written)) for cut in cuts]
    assert lengths == [("docRef", 440, 255), ("nr", 48, 35)]
    assert found(file, "docRef")[1] == LONG[:255]
    assert text() == text(cuts=[])


def test_a_long_name_stays_one_name_wherever_it_is_called() -> None:
    key = "relatie-" + "x" * 40
    pair = (
        replace(FILE.relations[0], id=key),
        replace(FILE.relations[0], id=key + "y"),
    )
    lines = [
        Line("1300", Decimal(1), DAY, relation=key),
        Line("1300", Decimal(-1), DAY, relation=key + "y"),
    ]

    names = found(text(replace(booked(*lines), relations=pair)), "custSupID")

    assert names[:2] == names[2:]
    assert len(set(names)) == 2


def test_an_importer_that_wants_short_references_gets_them() -> None:
    assert max(map(len, found(text(docref_max=35), "docRef"))) == 35


def test_a_line_without_document_refers_to_its_entry() -> None:
    assert found(text(), "docRef")[2] == "verkoop-1"


def test_what_xml_cannot_hold_is_dropped() -> None:
    line = Line("1100", Decimal(0), DAY, text="a\x18\ud800b\n\u0085 e\u0301")

    assert found(text(booked(line)), "desc")[-1] == "ab é"


def test_an_iban_has_no_spaces() -> None:
    assert found(text(), "bankAccNr") == ["NL91TRIO0417164300"]


@given(st.lists(st.decimals(-(10**9), 10**9, places=2), max_size=20))
def test_every_amount_is_positive_and_both_sides_add_up(amounts: list[Decimal]) -> None:
    rest = -sum(amounts, Decimal(0))
    file = text(booked(*(Line("1100", amount, DAY) for amount in [*amounts, rest])))

    written = [Decimal(amount) for amount in found(file, "amnt")[2:]]
    sides = found(file, "amntTp")[2:]

    assert min(written) >= 0
    assert [w if s == "D" else -w for w, s in zip(written, sides, strict=True)] == [
        *amounts,
        rest,
    ]
    assert [Decimal(d) for d in found(file, "totalDebit")] == [
        Decimal(c) for c in found(file, "totalCredit")
    ]


ONE = Line("1100", Decimal(1), DAY)
BACK = Line("1100", Decimal(-1), DAY)
MEMO = Journal(
    "M", "Memo", JournalKind.MEMO, (Transaction("1", DAY, 3, (ONE, BACK)),) * 2
)


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (booked(ONE), "M 1: debit and credit differ by 1"),
        (booked(replace(ONE, account="9999"), BACK), "M 1: no account 9999"),
        (booked(replace(ONE, relation="wie"), BACK), "M 1: no relation wie"),
        (
            booked(replace(ONE, vat=(Vat("wat", Decimal(21), Decimal(1)),)), BACK),
            "no btw code among ['wat']",
        ),
        (
            booked(
                replace(ONE, amount=Decimal("0.005")),
                replace(BACK, amount=Decimal("-0.005")),
            ),
            "0.005 is not in cents",
        ),
        (replace(FILE, periods=()), "V verkoop-1: 2025-03-01 is not in period 3"),
        (
            replace(FILE, periods=(*FILE.periods, replace(FILE.periods[0], end=DAY))),
            "period 3 stands twice",
        ),
        (replace(FILE, accounts=FILE.accounts * 2), "account 1100 stands twice"),
        (
            replace(FILE, opening=FILE.opening[:1]),
            "opening balance: debit and credit differ by 50.10",
        ),
        (
            replace(FILE, opening=(OpeningLine("9", Decimal("0.001")),)),
            "opening balance: no account 9\nopening balance: 0.001 is not in cents",
        ),
        (
            replace(
                FILE, vat_codes=(*FILE.vat_codes, VatCode("x", "x", to_claim="77"))
            ),
            "no account 77",
        ),
        (replace(FILE, journals=(MEMO,)), "M 1: stands twice"),
        (
            replace(
                FILE, periods=(Period(3, DAY, date(2025, 3, 31)), Period(4, DAY, DAY))
            ),
            "2025-04-02 is not in period 4",
        ),
    ],
)
def test_a_file_that_contradicts_itself_is_never_begun(
    file: Auditfile, said: str
) -> None:
    with pytest.raises(UnsoundError) as error:
        next(xaf.write(file))

    assert said in str(error.value)


def test_trailing_noughts_are_still_cents() -> None:
    assert text(booked(replace(ONE, amount=Decimal("1.000")), BACK))


def test_an_iterator_of_entries_would_be_empty_the_second_time() -> None:
    journal = Journal("M", "Memo", JournalKind.MEMO, iter(()))

    with pytest.raises(AssertionError):
        next(xaf.write(replace(FILE, journals=(journal,))))
