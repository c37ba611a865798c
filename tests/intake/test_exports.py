"""Exports of bookkeeping programs: their invoices are read, or say why not."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from stichting_fin.cli import main
from stichting_fin.fault import UnreadableError
from stichting_fin.intake import json_text
from stichting_fin.intake.invoice import Invoice
from stichting_fin.intake.readers import detect

MONEYBIRD = {
    "id": "1",
    "administration_id": "123",
    "contact_id": "77",
    "contact": {
        "company_name": "Gemeente Zuiderdam",
        "country": "NL",
        "chamber_of_commerce": "99000001",
        "tax_number": None,
    },
    "invoice_id": "2025-0001",
    "state": "open",
    "invoice_date": "2025-03-03",
    "due_date": "2025-04-02",
    "payment_reference": "RF18",
    "currency": "EUR",
    "details": [
        {
            "tax_rate_id": "5",
            "description": "gebruik",
            "total_price_excl_tax_with_discount": "100.0",
            "tax_report_reference": ["NL/1a"],
        }
    ],
    "total_price_excl_tax": "100.0",
    "total_price_incl_tax": "121.0",
    "tax_totals": [
        {"tax_rate_id": "5", "taxable_amount": "100.0", "tax_amount": "21.0"}
    ],
}
PURCHASE: dict[str, Any] = {
    "id": "9",
    "administration_id": "123",
    "contact_id": "78",
    "reference": "P-7",
    "date": "2025-03-04",
    "due_date": None,
    "state": "open",
    "currency": "EUR",
    "revenue_invoice": "false",
    "total_price_excl_tax": "100.00",
    "total_price_incl_tax": "121.00",
    "details": [],
}
JORTT = {
    "invoice_status": "sent",
    "invoice_number": "202503-1",
    "invoice_date": "2025-03-03",
    "invoice_due_date": "2025-04-02",
    "invoice_total": {"value": "200.00", "currency": "EUR"},
    "invoice_total_incl_vat": {"value": "242.00", "currency": "EUR"},
    "customer_company_name": "Gemeente Zuiderdam",
    "customer_address_country_code": "NL",
    "customer_vat_shifted": None,
    "invoice_marked_free_of_vat": False,
    "line_items": [
        {
            "description": "gebruik",
            "vat": 21.0,
            "amount_per_unit": {"value": "100.00", "currency": "EUR"},
            "units": 2.0,
        }
    ],
}
TWINFIELD = """<?xml version="1.0"?>
<transaction location="final"><header>
<code name="Inkoopfactuur">INK</code><currency>EUR</currency><date>20250303</date>
<invoicenumber>2025-77</invoicenumber><paymentreference>K1</paymentreference>
<office>001</office><duedate>20250402</duedate></header><lines>
<line type="total" id="1"><dim2 name="Drukkerij De Letter B.V.">2000</dim2>
<value>121.00</value><debitcredit>credit</debitcredit></line>
<line type="detail" id="2"><value>100.00</value><debitcredit>debit</debitcredit>
<description>drukwerk</description><vatcode>IH</vatcode></line>
<line type="vat" id="3"><value>21.00</value><debitcredit>debit</debitcredit>
<vatcode>IH</vatcode><vatturnover>100.00</vatturnover></line>
</lines></transaction>"""
SALESINVOICE = """<salesinvoice><header><office>1</office><invoicenumber>5</invoicenumber>
<invoicedate>20250303</invoicedate><customer>D1</customer><currency>EUR</currency>
<status>final</status></header><lines><line><description>gebruik</description>
<valueexcl>100.00</valueexcl><vatvalue>21.00</vatvalue><vatcode>VH</vatcode></line></lines>
<totals><valueinc>121.00</valueinc><valueexcl>100.00</valueexcl></totals></salesinvoice>"""
MUTATIE: dict[str, Any] = {
    "MutatieNr": 12,
    "Soort": "FactuurOntvangen",
    "Datum": "2025-03-03T00:00:00",
    "RelatieCode": "D9",
    "Factuurnummer": "2025-77",
    "Omschrijving": "drukwerk",
    "Betalingstermijn": "30",
    "Betalingskenmerk": "K1",
    "MutatieRegels": [
        {
            "BedragExclBTW": 100.00,
            "BedragBTW": 21.00,
            "BedragInclBTW": 121.00,
            "BTWCode": "HOOG_INK_21",
            "BTWPercentage": 21,
        }
    ],
}
SOAP = """<?xml version="1.0" encoding="utf-8"?>
<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>
<GetMutatiesResponse xmlns="http://www.e-boekhouden.nl/soap"><GetMutatiesResult><Mutaties>
<cMutatieList><MutatieNr>12</MutatieNr><Soort>FactuurOntvangen</Soort>
<Datum>2025-03-03T00:00:00</Datum><RelatieCode>D9</RelatieCode>
<Factuurnummer>2025-77</Factuurnummer><Omschrijving>drukwerk</Omschrijving>
<MutatieRegels><cMutatieListRegel><BedragExclBTW>100.00</BedragExclBTW><BedragBTW>21.00</BedragBTW>
<BedragInclBTW>121.00</BedragInclBTW><BTWCode>HOOG_INK_21</BTWCode><BTWPercentage>21</BTWPercentage>
</cMutatieListRegel><cMutatieListRegel><BedragExclBTW>10.00</BedragExclBTW><BedragBTW>0</BedragBTW>
<BedragInclBTW>10.00</BedragInclBTW><BTWCode>GEEN</BTWCode><BTWPercentage>0</BTWPercentage>
</cMutatieListRegel></MutatieRegels></cMutatieList>
<cMutatieList><MutatieNr>13</MutatieNr><Soort>GeldUitgegeven</Soort></cMutatieList>
</Mutaties></GetMutatiesResult></GetMutatiesResponse></soap:Body></soap:Envelope>"""
Read = Callable[[Any], list[Invoice]]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Read a file that holds a text, or a value as JSON."""

    def read(content: Any) -> list[Invoice]:
        path = tmp_path / "export"
        said = content if isinstance(content, str) else json.dumps(content)
        path.write_text(said, "utf-8")
        return list(detect(path).reader.read(path))  # type: ignore[arg-type]

    return read


def groups(invoice: Invoice) -> list[tuple[str, str | None, str, str]]:
    return [
        (
            v.category,
            None if v.rate is None else f"{v.rate:f}",
            f"{v.base:.2f}",
            f"{v.tax:.2f}",
        )
        for v in invoice.vat
    ]


def test_moneybird_says_what_it_sold(read: Read) -> None:
    [invoice] = read([MONEYBIRD])

    assert (invoice.number, invoice.aside.sale) == ("2025-0001", True)
    assert (invoice.buyer.name, invoice.buyer.kvk) == ("Gemeente Zuiderdam", "99000001")
    assert groups(invoice) == [("S", None, "100.00", "21.00")]
    assert invoice.refused is None
    assert invoice.payment_reference == "RF18"


def test_a_draft_is_left_out_and_told(read: Read) -> None:
    draft = MONEYBIRD | {"state": "draft", "invoice_id": None}

    [invoice] = read([draft, MONEYBIRD])

    assert [(x.code, x.values) for x in invoice.warnings] == [
        ("export-skipped", {"number": 1})
    ]
    with pytest.raises(UnreadableError, match="none of the 1 documents"):
        read(draft)


def test_moneybird_purchases_lack_the_rates_and_a_name(read: Read) -> None:
    [invoice] = read(PURCHASE)

    assert (invoice.number, invoice.aside.sale) == ("P-7", False)
    assert invoice.seller.name == "78"
    assert invoice.refused
    assert invoice.refused.code == "export-breakdown"


def test_a_purchase_that_names_its_rates_is_whole(read: Read) -> None:
    contact = {
        "firstname": "J.",
        "lastname": "Jansen",
        "sepa_iban": "NL44RABO0123456789",
    }
    more = {"contact": contact, "tax_totals": MONEYBIRD["tax_totals"]}

    [invoice] = read(PURCHASE | more)

    assert invoice.refused is None
    assert (invoice.seller.name, invoice.ibans) == (
        "J. Jansen",
        ("NL44RABO0123456789",),
    )


def test_moneybird_says_export_by_its_rubriek_and_of_other_nothing_that_it_is_untold(
    read: Read,
) -> None:
    one, other = (
        {"tax_rate_id": n, "taxable_amount": "50.0", "tax_amount": "0.0"} for n in "12"
    )
    lines = [
        {"tax_rate_id": "1", "tax_report_reference": ["NL/3a"]},
        {"tax_rate_id": "2", "tax_report_reference": []},
    ]
    more = {
        "tax_totals": [one, other],
        "details": lines,
        "total_price_incl_tax": "100.0",
    }

    [invoice] = read(MONEYBIRD | more)

    assert [group.category for group in invoice.vat] == ["G", "?"]


def test_jortt_gives_one_invoice_or_many(read: Read) -> None:
    [one] = read({"data": JORTT})
    two = read({"data": [JORTT, JORTT | {"invoice_number": "202503-2"}]})

    assert groups(one) == [("S", "21.00", "200.00", "42.00")]
    assert [each.number for each in two] == ["202503-1", "202503-2"]
    with pytest.raises(UnreadableError, match="none of the 1"):
        read({"data": JORTT | {"invoice_status": "draft"}})


@pytest.mark.parametrize(
    ("more", "gross", "wanted"),
    [
        ({"customer_vat_shifted": True}, "200.00", [("AE", "0", "200.00", "0.00")]),
        ({"invoice_marked_free_of_vat": True}, "200.00", [("E", "0", "200.00", "0.00")]),
        ({"line_items": []}, "200.00", [("?", "0", "200.00", "0.00")]),
    ],
)  # fmt: skip
def test_jortt_tells_why_there_is_no_btw_or_leaves_it_to_a_person(
    read: Read, more: dict[str, Any], gross: str, wanted: object
) -> None:
    total = {"invoice_total_incl_vat": {"value": gross, "currency": "EUR"}}

    [invoice] = read({"data": JORTT | more | total})

    assert groups(invoice) == wanted


def test_jortt_divides_by_rate_only_when_lines_explain_the_header(read: Read) -> None:
    price = {"value": "100.00", "currency": "EUR"}
    lines = [
        {"description": "a", "vat": 21.0, "amount_per_unit": price, "units": 1.0},
        {"description": "b", "vat": 9.0, "amount_per_unit": price},
    ]
    gross = {"value": "230.00", "currency": "EUR"}

    [sound] = read(
        {"data": JORTT | {"line_items": lines, "invoice_total_incl_vat": gross}}
    )
    [unsound] = read({"data": JORTT | {"line_items": lines}})

    assert groups(sound) == [
        ("S", "9.00", "100.00", "9.00"),
        ("S", "21.00", "100.00", "21.00"),
    ]
    assert unsound.refused
    assert unsound.refused.code == "export-breakdown"


def test_twinfield_says_what_was_bought(read: Read) -> None:
    [invoice] = read(TWINFIELD)

    assert (invoice.number, invoice.seller.name) == (
        "2025-77",
        "Drukkerij De Letter B.V.",
    )
    assert groups(invoice) == [("S", None, "100.00", "21.00")]
    assert not invoice.credit
    assert invoice.refused is None


def test_twinfield_counts_from_the_side_of_the_total(read: Read) -> None:
    turned = TWINFIELD.replace("debit<", "x<").replace("credit<", "debit<")
    turned = turned.replace("x<", "credit<")

    [credit] = read(turned)
    [sale] = read(turned.replace(">INK", ">SLS"))

    assert (credit.credit, credit.totals.gross) == (True, Decimal("-121.00"))
    assert groups(credit) == [("S", None, "-100.00", "-21.00")]
    assert (sale.credit, sale.aside.sale) == (False, True)
    assert groups(sale) == [("S", None, "100.00", "21.00")]


def test_twinfield_does_not_say_why_a_code_has_no_btw(read: Read) -> None:
    lines = TWINFIELD.replace("</lines>", "").replace("</transaction>", "")
    lines = lines.replace("121.00", "131.00").replace(
        ' name="Drukkerij De Letter B.V."', ""
    )
    for code in ("<vatcode>IN</vatcode>", ""):
        lines += (
            "<line type='detail'><value>5.00</value><debitcredit>debit</debitcredit>"
            f"{code}</line>"
        )

    [invoice] = read(f"{lines}</lines></transaction>")

    assert [(v.category, f"{v.base}") for v in invoice.vat] == [
        ("S", "100.00"), ("?", "5.00"), ("O", "5.00"),
    ]  # fmt: skip
    assert invoice.seller.name == "2000"


def test_twinfield_gives_lists_in_which_other_transactions_do_not_count(
    read: Read,
) -> None:
    body = TWINFIELD.partition("?>")[2]
    bank = body.replace(">INK", ">BNK")

    [invoice] = read(f"<transactions>{body}{bank}</transactions>")

    assert [note.code for note in invoice.warnings] == ["export-skipped"]


def test_twinfield_invoices_name_their_customer_by_code(read: Read) -> None:
    [invoice] = read(SALESINVOICE)

    assert (invoice.buyer.name, invoice.aside.sale) == ("D1", True)
    assert groups(invoice) == [("S", None, "100.00", "21.00")]
    with pytest.raises(UnreadableError, match="none of the 1"):
        read(SALESINVOICE.replace("final", "concept"))


def test_eboekhouden_gives_invoices_among_mutations(read: Read) -> None:
    [soap] = read(SOAP)
    [mutation] = read(
        {"Aantal": 2, "Mutaties": [MUTATIE, MUTATIE | {"Soort": "Memoriaal"}]}
    )

    assert groups(soap) == [
        ("S", "21.00", "100.00", "21.00"),
        ("O", "0.00", "10.00", "0.00"),
    ]
    assert (soap.seller.name, soap.due_date) == ("D9", None)
    assert f"{mutation.due_date}" == "2025-04-02"
    assert [note.code for note in mutation.warnings] == ["export-skipped"]


@pytest.mark.parametrize(
    ("code", "category"),
    [
        ("VERL_INK_L9", "AE"), ("BI_EU_VERK_D", "AE"), ("BI_EU_VERK", "K"),
        ("BU_EU_VERK", "G"), ("BU_EU_INK", "?"), ("AFW", "?"), ("GEEN", "O"),
    ],
)  # fmt: skip
def test_eboekhouden_codes_are_categories_where_they_say_so(
    read: Read, code: str, category: str
) -> None:
    [line] = MUTATIE["MutatieRegels"]
    more = {"BTWCode": code, "BedragBTW": 0, "BedragInclBTW": 100, "BTWPercentage": 0}

    [invoice] = read(
        MUTATIE | {"Soort": "FactuurVerstuurd", "MutatieRegels": [line | more]}
    )

    assert (invoice.vat[0].category, invoice.aside.sale) == (category, True)


@pytest.mark.parametrize(
    "text",
    [
        '{"id": 1}', "[]", "{", '[{"administration_id": 1, "financial_account_id": 2}]',
        "<transaction/>", "<a><Mutatie/></a>", "Mutatie e-boekhouden.nl/soap",
    ],
)  # fmt: skip
def test_what_is_of_no_program_we_know_is_left_alone(read: Read, text: str) -> None:
    with pytest.raises(UnreadableError, match="no format that we know"):
        read(text)


def test_json_that_is_not_sound_is_told_with_its_line(read: Read) -> None:
    whole = json.dumps(MONEYBIRD, indent=0)

    with pytest.raises(UnreadableError, match=r"export:\d+: no sound JSON"):
        read(whole[:-1])
    with pytest.raises(
        UnreadableError, match="export:0: no sound JSON: RecursionError"
    ):
        read(whole[:-1] + ', "x": ' + "[" * 99_999)


def test_what_is_no_amount_or_no_day_is_told(read: Read) -> None:
    with pytest.raises(UnreadableError, match='"veel" is no amount'):
        read(MONEYBIRD | {"total_price_excl_tax": "veel"})
    for day in ("gisteren", "2025-13-01"):
        with pytest.raises(UnreadableError, match=f'"{day}" is no day'):
            read(MONEYBIRD | {"invoice_date": day})


def test_an_amount_of_less_than_a_cent_stays_as_it_is(tmp_path: Path) -> None:
    node = json_text.Node({"a": "0.125", "b": [1, {"c": True}], "d": "true"}, tmp_path)

    assert node.amount("a") == Decimal("0.125")
    assert [each.yes("c") for each in node.all("b")] == [True]
    assert node.yes("d")
    assert not node.yes("a")
    assert "a" in node


def run(house: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["--books", str(house), *words])


def test_an_export_is_booked_whole_and_kept_once(administration: Path) -> None:
    path = administration / "importers/inbox/2025-04-01/export.json"
    path.parent.mkdir(parents=True)
    second = MONEYBIRD | {"invoice_id": "2025-0002", "invoice_date": "2025-03-09"}
    path.write_text(json.dumps([MONEYBIRD, second]))

    result = run(administration, "import")

    assert result.exit_code == 0, result.output
    booked = (administration / "ledger/2025/verkoop.beancount").read_text("utf-8")
    assert booked.count('btw: "verkoop-hoog"') == 2
    assert "verkoop-2025-0002" in booked
    kept = [p for p in (administration / "ledger/documents").rglob("*") if p.is_file()]
    assert [each.suffix for each in kept] == [".json"]
    documents = (administration / "ledger/2025/documenten.beancount").read_text("utf-8")
    assert documents.count("document Assets:Debiteuren") == 2
    assert run(administration, "verify", "--from-sources").exit_code == 0
    assert run(administration, "import", "--undo", "export.json").exit_code == 0
    assert not [
        p for p in (administration / "ledger/documents").rglob("*") if p.is_file()
    ]


def test_a_code_of_another_program_stands_for_a_relation(administration: Path) -> None:
    relations = administration / "ledger/relaties.toml"
    text = relations.read_text("utf-8")
    relations.write_text(text.replace("[drukker]", '[drukker]\nook = ["D9"]'))
    path = administration / "importers/inbox/2025-03-05/soap.xml"
    path.parent.mkdir(parents=True)
    path.write_text(SOAP)

    result = run(administration, "import")

    assert result.exit_code == 0, result.output
    booked = (administration / "ledger/2025/inkoop.beancount").read_text("utf-8")
    assert "-131.00 EUR" in booked
    kept = (administration / "ledger/documents").rglob("*.xml")
    assert [each.name for each in kept] == ["2025-03-03.drukker-2025-77.xml"]


def test_an_export_without_rates_waits_with_its_reason(administration: Path) -> None:
    path = administration / "importers/inbox/2025-03-05/p.json"
    path.parent.mkdir(parents=True)
    contact = {"company_name": "Drukkerij De Letter B.V."}
    path.write_text(json.dumps(PURCHASE | {"contact": contact}))

    run(administration, "import")

    booked = (administration / "ledger/2025/inkoop.beancount").read_text("utf-8")
    assert "2025-03-04 ! " in booked
    assert "de export noemt btw 21.00 maar niet van welke tarieven" in booked


def test_the_exports_of_others_are_read_or_refused(samples: Path) -> None:
    found: dict[str, object] = {}
    for path in sorted((samples / "invoices/exports").iterdir()):
        try:
            invoices = list(detect(path).reader.read(path))
        except UnreadableError as error:
            found[path.stem] = error.code
        else:
            gross = {f"{each.totals.gross}" for each in invoices}  # type: ignore[union-attr]
            codes = {each.refused and each.refused.code for each in invoices}  # type: ignore[union-attr]
            found[path.stem] = (len(invoices), min(gross), *codes)

    assert found == {
        "INDEX": "format-unknown",
        "jortt_returns_the_invoice_0": (1, "2415.16", None),
        "jortt_returns_those_invoices_3": (27, "121.00", None),
        "moneybird_external_sales_invoice": (1, "121.00", None),
        "moneybird_financial_mutations": "format-unknown",
        "moneybird_purchase_invoices": (2, "121.00", "export-breakdown"),
        "moneybird_sales_invoice": "export-empty",
        "rompslomp_swagger_extract": "format-unknown",
        "twinfield_browseDataGetResponse": "format-unknown",
        "twinfield_invoiceConceptGetResponse": "export-empty",
        "twinfield_invoiceFinalGetResponse": (1, "15.00", None),
        "twinfield_purchaseTransactionGetResponse": (1, "121.00", None),
        "twinfield_salesTransactionGetResponse": (1, "121.00", None),
        "twinfield_supplierGetResponse": "format-unknown",
        "twinfield_vatCodeGetResponse": "format-unknown",
    }
