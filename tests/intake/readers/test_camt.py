"""CAMT: what a statement of any version says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest

from stichting_fin.fault import UnreadableError, told
from stichting_fin.intake.readers import camt
from stichting_fin.intake.statement import Line, Statement

SAMPLES = sorted((Path(__file__).parent / "camt").glob("*.xml"))
OWN = "NL52ABNA0123998701"
BASE = "urn:iso:std:iso:20022:tech:xsd:camt."


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_each_statement_says_what_its_twin_says(
    path: Path, golden: Callable[[Path, str], None]
) -> None:
    golden(path.with_suffix(".txt"), "".join(f"{x}\n" for x in said(camt.read(path))))


def test_a_statement_of_abn_amro_adds_up_from_its_previous_closing() -> None:
    (statement,) = camt.read(SAMPLES[0])

    assert statement.proven
    assert camt.sniff(SAMPLES[0].read_bytes()) == "camt.053.001.02"


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (f'<Document xmlns="{BASE}052.001.08">', "camt.052.001.08"),
        (f'\ufeff<?xml version="1.0"?><a:Document xmlns:a="{BASE}053.001.14">', "camt.053.001.14"),
        ("<Document><BkToCstmrStmt>", "camt.053"),
        ("<Document><x:BkToCstmrAcctRpt>", "camt.052"),
        ("<Document><BkToCstmrDbtCdtNtfctn>", "camt.054"),
        ('<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001"><BkToCstmrStmt>', ""),
        ("<Document/>", ""),
        ("PK<", ""),
        ("Datum;Bedrag", ""),
    ],
)  # fmt: skip
def test_a_message_is_known_by_its_namespace_or_else_its_root(
    head: str, name: str
) -> None:
    assert camt.sniff(head.encode()) == name


def test_a_message_in_utf_16_is_known_and_read() -> None:
    raw = document(entry()).decode().encode("utf-16")

    assert camt.sniff(raw) == "camt.053.001.02"
    assert only(raw).amount == Decimal("1.00")


@pytest.mark.parametrize(("root", "part"), [("AcctRpt", "Rpt"), ("DbtCdtNtfctn", "Ntfctn")])  # fmt: skip
def test_a_report_within_the_day_and_a_notice_are_never_booked(
    root: str, part: str
) -> None:
    raw = document(entry()).replace(b"BkToCstmrStmt", f"BkToCstmr{root}".encode())
    raw = raw.replace(b"Stmt>", f"{part}>".encode())

    (statement,) = read(raw)

    assert statement.preview
    assert len(statement.lines) == 1


def test_the_page_of_a_message_that_goes_on_is_told() -> None:
    head = "<GrpHdr><MsgPgntn><LastPgInd>false</LastPgInd></MsgPgntn></GrpHdr>"
    raw = document(entry()).replace(b"<Stmt>", f"{head}<Stmt>".encode())

    (statement,) = read(raw)

    assert [note.code for note in statement.warnings] == ["page-not-last"]


def test_the_other_side_is_the_one_that_is_not_our_account() -> None:
    turned = party("Dbtr", "Stichting Voorbeeld", OWN) + party("Cdtr", "Ander", "NL1")

    assert other(details(turned)) == ("Ander", "NL1")
    assert other(details(party("Cdtr", "Ander", "NL1"))) == ("Ander", "NL1")


def test_a_name_alone_on_our_side_is_ours_but_not_of_a_return() -> None:
    ours = "<RltdPties><Cdtr><Nm>Stichting</Nm></Cdtr></RltdPties>"
    back = f"{ours}<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>"

    assert other(details(ours)) == ("", "")
    assert other(details(back)) == ("Stichting", "")
    assert other(details(party("Dbtr", "Stichting", OWN))) == ("", "")


def test_the_name_of_who_stands_behind_a_party_will_do() -> None:
    behind = "<RltdPties><UltmtDbtr><Nm>Achter</Nm></UltmtDbtr></RltdPties>"

    assert other(details(behind)) == ("Achter", "")


def test_a_label_tells_what_the_details_lack() -> None:
    info = "/IBAN/NL 2/NAME/Een naam/met streep/REMI/Gift"

    line = only(document(entry(more=f"<AddtlNtryInf>{info}</AddtlNtryInf>")))

    assert (line.counterparty, line.iban) == ("Een naam/met streep", "NL2")
    assert line.text == "Gift"
    name = details(party("Dbtr", "Vereniging", "NL1")) + "<AddtlNtryInf>/NAME/Ver./"
    assert other(f"{name}</AddtlNtryInf>") == ("Vereniging", "NL1")


def test_a_text_that_begins_with_a_slash_need_not_have_labels() -> None:
    line = only(document(entry(more="<AddtlNtryInf>/niets</AddtlNtryInf>")))

    assert line.text == "/niets"


def test_an_entry_without_a_reference_has_no_key() -> None:
    none = entry(more="<AcctSvcrRef>NONREF</AcctSvcrRef>")
    inner = details("<Refs><AcctSvcrRef>B</AcctSvcrRef></Refs>")

    assert only(document(none)).key == ""
    assert only(document(entry(more=inner))).key == "acctsvcr1:B:1.00"


def test_an_empty_element_says_nothing() -> None:
    empty = "<NtryRef> </NtryRef><AmtDtls><TxAmt><Amt/></TxAmt></AmtDtls><Sts/>"

    line = only(document(entry(more=empty + details("<RmtInf><Ustrd/></RmtInf>"))))

    assert (line.key, line.text) == ("", "")


def test_of_two_remarks_the_first_is_the_text() -> None:
    strd = "<Strd><AddtlRmtInf>een</AddtlRmtInf><AddtlRmtInf>twee</AddtlRmtInf></Strd>"

    assert only(document(entry(more=details(f"<RmtInf>{strd}</RmtInf>")))).text == "een"


def test_a_batch_keeps_as_many_parts_as_it_has() -> None:
    many = "".join(
        f"<TxDtls><Amt Ccy='EUR'>1</Amt><RmtInf><Ustrd>Gift {n}</Ustrd></RmtInf></TxDtls>"
        for n in range(200)
    )

    line = only(document(entry("200", more=f"<NtryDtls>{many}</NtryDtls>")))

    assert [part.text for part in line.parts] == [f"Gift {n}" for n in range(200)]
    assert sum(part.amount for part in line.parts) == line.amount


def test_the_same_elements_nested_otherwise_are_another_shape() -> None:
    inside = "<RltdPties><Dbtr><Nm>A</Nm><UltmtDbtr><Nm>B</Nm></UltmtDbtr></Dbtr></RltdPties>"
    beside = "<RltdPties><Dbtr><Nm>A</Nm></Dbtr><UltmtDbtr><Nm>B</Nm></UltmtDbtr></RltdPties>"

    assert only(document(entry(more=details(inside)))).more == {}
    assert only(document(entry(more=details(beside)))).more == {"ultimate_debtor": "B"}


def test_an_amount_in_another_currency_counts_in_that_of_the_account() -> None:
    foreign = entry("12.00", "USD", details(amount("InstdAmt", "11.00", "EUR")))

    (statement,) = read(document(foreign, opening="0", closing="11.00"))

    assert statement.proven
    (line,) = statement.lines
    assert (line.amount, line.valuta) == (Decimal("11.00"), "12.00 USD")
    assert [note.code for note in statement.warnings] == ["entry-currency"]


def test_an_amount_in_another_currency_stays_where_only_so_the_file_adds_up() -> None:
    foreign = entry("12.00", "USD", details(amount("InstdAmt", "11.00", "EUR")))

    (statement,) = read(document(foreign, opening="0", closing="12.00"))

    assert statement.proven
    assert [note.rule for note in statement.warnings] == ["L-10"]


def test_an_amount_of_which_the_account_s_currency_is_not_told_stays() -> None:
    (statement,) = read(document(entry("12.00", "USD"), closing="11.00", opening="0"))

    assert statement.gap == Decimal("-1.00")


def test_an_account_without_currency_has_that_of_its_entries() -> None:
    raw = document(entry()).replace(b"<Ccy>EUR</Ccy>", b"")

    (statement,) = read(raw)

    assert (statement.currency, statement.warnings) == ("EUR", ())


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (">1.00<", "><", "entry"),
        (">1.00<", ">1,00<", "entry"),
        (">1.00<", ">NaN<", "entry"),
        ("<BookgDt><Dt>2025-03-04</Dt></BookgDt>", "", "entry"),
        ("2025-03-04", "04-03-2025", "entry"),
        (">0<", ">nul<", "entry"),
        ("2025-03-31", "31 maart", "entry"),
        ("</Stmt>", "", "xml"),
        ("Stmt>", "Anders>", "element"),
        ("<Document", "<!DOCTYPE x [<!ENTITY y 'z'>]><Document", "doctype"),
    ],
)
def test_a_file_that_is_broken_is_refused(old: str, new: str, code: str) -> None:
    raw = document(entry(), opening="0", closing="1").decode().replace(old, new)

    with pytest.raises(UnreadableError) as error:
        read(raw.encode())

    assert error.value.code == code


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(UnreadableError, match="not well-formed"):
        read(b"")


def test_statements_are_forgotten_once_they_are_told() -> None:
    one = document(entry()).partition(b"<Stmt>")[2].partition(b"</BkTo")[0]
    raw = document(entry()).replace(
        b"</Stmt></BkTo", b"</Stmt><Stmt>" + one + b"</BkTo"
    )

    assert [len(each.lines) for each in read(raw)] == [1, 1]


def document(entries: str, *, opening: str = "", closing: str = "") -> bytes:
    balances = "".join(
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy='EUR'>{much}</Amt>"
        "<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2025-03-31</Dt></Dt></Bal>"
        for code, much in (("OPBD", opening), ("CLBD", closing))
        if much
    )
    return (
        f'<Document xmlns="{BASE}053.001.02"><BkToCstmrStmt><Stmt><Id>1</Id>'
        f"<Acct><Id><IBAN>{OWN}</IBAN></Id><Ccy>EUR</Ccy></Acct>"
        f"{balances}{entries}</Stmt></BkToCstmrStmt></Document>"
    ).encode()


def entry(much: str = "1.00", currency: str = "EUR", more: str = "") -> str:
    return (
        f"<Ntry><Amt Ccy='{currency}'>{much}</Amt><CdtDbtInd>CRDT</CdtDbtInd>"
        f"<BookgDt><Dt>2025-03-04</Dt></BookgDt>{more}</Ntry>"
    )


def details(inner: str) -> str:
    return f"<NtryDtls><TxDtls>{inner}</TxDtls></NtryDtls>"


def amount(kind: str, much: str, currency: str) -> str:
    return f"<AmtDtls><{kind}><Amt Ccy='{currency}'>{much}</Amt></{kind}></AmtDtls>"


def party(role: str, name: str, iban: str) -> str:
    return (
        f"<RltdPties><{role}><Nm>{name}</Nm></{role}>"
        f"<{role}Acct><Id><IBAN>{iban}</IBAN></Id></{role}Acct></RltdPties>"
    )


def read(raw: bytes) -> list[Statement]:
    return list(camt.statements(BytesIO(raw), Path("made.xml")))


def only(raw: bytes) -> Line:
    ((line,),) = (statement.lines for statement in read(raw))
    return line


def other(more: str) -> tuple[str, str]:
    line = only(document(entry(more=more)))
    return line.counterparty, line.iban


def said(statements: Iterable[Statement]) -> Iterator[str]:
    """Write statements as a person may compare them."""
    for each in statements:
        yield f"{each.account} {each.currency} {each.id} {each.begin} {each.until}"
        yield f"{each.opening} {each.closing} {each.proven}"
        for note in (*each.skipped, *each.warnings):
            yield f"! {note.line} {told(note.code, note.values)} ({note.rule})"
        for line in each.lines:
            yield line_said(line)
            yield from (f"  {line_said(part)}" for part in line.parts)


def line_said(line: Line) -> str:
    rest = (
        f"{name}={value}"
        for name, value in line._asdict().items()
        if value and name not in ("date", "amount", "number", "parts")
    )
    return " | ".join([f"{line.number} {line.date} {line.amount}", *rest])


def test_an_amount_in_the_accounts_currency_that_is_none_is_told(
    tmp_path: Path,
) -> None:
    path = tmp_path / "x.xml"
    balance = (
        "<Bal><Tp><CdOrPrtry><Cd>{}</Cd></CdOrPrtry></Tp><Amt Ccy='EUR'>{}</Amt>"
        "<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2025-03-03</Dt></Dt></Bal>"
    )
    path.write_text(
        "<Document xmlns='urn:iso:std:iso:20022:tech:xsd:camt.053.001.02'><BkToCstmrStmt><Stmt><Id>1</Id>"
        "<Acct><Id><IBAN>NL52ABNA0123998701</IBAN></Id><Ccy>EUR</Ccy></Acct>"
        + balance.format("OPBD", "0.00")
        + balance.format("CLBD", "9.00")
        + "<Ntry><Amt Ccy='USD'>10.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>"
        "<BookgDt><Dt>2025-03-03</Dt></BookgDt><NtryDtls><TxDtls><AmtDtls><InstdAmt><Amt Ccy='EUR'>negen</Amt>"
        "</InstdAmt></AmtDtls></TxDtls></NtryDtls></Ntry></Stmt></BkToCstmrStmt></Document>"
    )

    with pytest.raises(UnreadableError, match=r"cannot be read \(negen\)"):
        list(camt.read(path))
