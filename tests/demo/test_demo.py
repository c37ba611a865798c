"""The demonstration is what its generator makes, and its files are sound by themselves."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import openpyxl
import pytest
from stdnum import iban, iso11649
from stdnum.eu import vat
from stdnum.nl import bsn

from demo import (
    bills,
    choices,
    compare,
    generate,
    journal,
    live,
    parties,
    takeover,
    truth,
    ubl,
)
from stichting_fin import seal
from stichting_fin.books import Books

HOUSE = Path(__file__).parents[2]
INBOX = HOUSE / "importers" / "inbox"
WRONG = f"{parties.NOORDLICHT.key}-{bills.WRONG}.xml"


def _local(element: ET.Element, path: str) -> Iterator[ET.Element]:
    return element.iterfind("/".join(f"{{*}}{name}" for name in path.split("/")))


def _text(element: ET.Element, path: str) -> str:
    return next(_local(element, path)).text or ""


def _signed(element: ET.Element) -> Decimal:
    amount = Decimal(_text(element, "Amt"))
    return -amount if _text(element, "CdtDbtInd") == "DBIT" else amount


def test_the_checkout_holds_what_the_generator_makes() -> None:
    made = generate.files()
    for path, content in made.items():
        assert (HOUSE / path).read_bytes() == content, path
    held = {str(path.relative_to(HOUSE)) for path in INBOX.rglob("*") if path.is_file()}
    assert held == {path for path in made if path.startswith(generate.INBOX)}


def test_the_same_bytes_come_out_with_other_hashes_and_in_another_time_zone(
    tmp_path: Path,
) -> None:
    env = {
        **os.environ,
        "PYTHONHASHSEED": "7",
        "TZ": "Pacific/Auckland",
        "PYTHONPATH": "tests",
        "LC_ALL": "C",
    }
    command = [sys.executable, "-m", "demo.generate", str(tmp_path)]
    subprocess.run(command, check=True, cwd=HOUSE, env=env)
    for path, content in generate.files().items():
        assert (tmp_path / path).read_bytes() == content, path


def test_every_bank_file_adds_up_and_the_files_form_a_chain() -> None:
    statements = []
    for path in sorted(INBOX.rglob("camt053_*.xml")):
        (statement,) = _local(ET.parse(path).getroot(), "BkToCstmrStmt/Stmt")
        opening, closing = map(_signed, _local(statement, "Bal"))
        lines = [_signed(entry) for entry in _local(statement, "Ntry")]
        assert opening + sum(lines) == closing, path.name
        first, last = path.stem.split("_")[2:]
        statements.append((first, last, opening, closing))
    whole = sorted(
        s for s in statements if s[0].endswith("-01") and s[1] != "2025-06-16"
    )
    for (_, _, _, left), (first, _, right, _) in pairwise(whole):
        if first not in {
            "2025-04-01",
            "2025-08-01",
        }:  # the file before these begins too early
            assert left == right, first


def test_the_bank_counts_every_line_once_by_its_reference() -> None:
    keys, versions = set(), set()
    for path in INBOX.rglob("camt053_*.xml"):
        root = ET.parse(path).getroot()
        versions.add(root.tag[-11:-9])
        for entry in _local(root, "BkToCstmrStmt/Stmt/Ntry"):
            keys.add((_text(entry, "AcctSvcrRef"), _signed(entry)))
    told = json.loads((HOUSE / "tests" / "demo" / "truth.json").read_text("utf-8"))
    assert len(keys) == told["bankregels"]["Assets:Bank:AbnAmro"]
    assert versions == {"02", "08"}


@pytest.mark.parametrize("root", ["Invoice", "CreditNote"])
def test_the_header_of_every_invoice_adds_up_but_that_of_one(root: str) -> None:
    wrong = []
    for path in INBOX.rglob("*.xml"):
        document = ET.parse(path).getroot()
        if not document.tag.endswith(f"}}{root}"):
            continue
        groups = list(_local(document, "TaxTotal/TaxSubtotal"))
        base = sum(Decimal(_text(group, "TaxableAmount")) for group in groups)
        tax = sum(Decimal(_text(group, "TaxAmount")) for group in groups)
        (totals,) = _local(document, "LegalMonetaryTotal")
        names = (
            "LineExtensionAmount",
            "TaxExclusiveAmount",
            "TaxInclusiveAmount",
            "PayableAmount",
        )
        lines, net, gross, payable = (Decimal(_text(totals, name)) for name in names)
        assert base == lines == net, path.name
        assert Decimal(_text(document, "TaxTotal/TaxAmount")) == tax, path.name
        if not net + tax == gross == payable:
            wrong.append(path.name)
    assert wrong == ([WRONG] if root == "Invoice" else [])


def test_every_number_of_a_relation_passes_its_check() -> None:
    for party in (*parties.EVERYBODY, ubl.OURSELVES):
        assert iban.is_valid(party.iban), party.key
        assert not party.btw_id or vat.is_valid(party.btw_id), party.key
    assert bsn.is_valid("859990011")
    assert iban.is_valid(choices.ING_IBAN)
    assert iso11649.is_valid(bills.rf("CHI202501"))


def test_a_betalingskenmerk_begins_with_its_check_digit() -> None:
    assert bills.kenmerk(67931951601240) == "1067931951601240"


def test_the_expense_claims_can_be_read_as_a_workbook() -> None:
    paths = sorted(INBOX.rglob("declaraties-*.xlsx"))
    sheets = [openpyxl.load_workbook(path).worksheets[0] for path in paths]
    rows = [row for sheet in sheets for row in sheet.values]
    assert len(rows) == 36 + 4
    assert rows[0][:3] == ("nummer", "datum", "naam")


def test_the_ledger_of_the_checkout_has_no_errors() -> None:
    env = {**os.environ, "PYTHONPATH": str(HOUSE / "src")}
    code = "from beancount.scripts.check import main; main()"
    command = [
        sys.executable,
        "-c",
        code,
        "--no-cache",
        str(HOUSE / "ledger" / "main.beancount"),
    ]
    done = subprocess.run(
        command, check=False, capture_output=True, encoding="utf-8", env=env
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_the_seal_of_the_takeover_holds_what_2024_says() -> None:
    books = Books.load(HOUSE / "ledger" / "main.beancount")
    for name, content in takeover.files(books).items():
        assert (HOUSE / takeover.FOLDER / name).read_bytes() == content, name
    assert list(seal.faults(books)) == []


def test_every_folder_of_the_inbox_comes_in_one_step_and_before_its_return() -> None:
    told = [step for step in live.steps(Path()) if step.folders]
    folders = [folder for step in told for folder in step.folders]
    assert folders == sorted(path.name for path in INBOX.iterdir())
    life = tomllib.loads(live.LIFE.read_text("utf-8"))
    for quarter in life["kwartaal"]:
        assert max(quarter["mappen"]) <= str(quarter["ingediend"])


def test_a_copy_has_the_books_and_an_empty_inbox(tmp_path: Path) -> None:
    live.copy(tmp_path)
    assert (tmp_path / "ledger" / "main.beancount").exists()
    assert not list((tmp_path / "importers" / "inbox").iterdir())
    live.arrive(tmp_path, ("2025-04-03",))
    assert list((tmp_path / "importers" / "inbox" / "2025-04-03").iterdir())


def test_the_readme_names_every_planted_document() -> None:
    text = (HOUSE / "tests" / "demo" / "README.md").read_text("utf-8")
    planted = [
        bills.LATE,
        bills.EARLY_PAID,
        bills.WRONG,
        bills.RIGHT,
        bills.DISPUTED,
        bills.CREDIT,
    ]
    one = truth.world()
    planted += [
        bill.number for bill in one.year.sales if bill.lines[0].text == bills.FORGOTTEN
    ]
    assert [number for number in planted if number not in text] == []
    assert re.findall(r"[A-Z]{2}\d\d-\d\d\d(?!\w)", text)


def test_the_truth_is_a_ledger_that_beancount_accepts(tmp_path: Path) -> None:
    one = truth.world()
    shutil.copytree(HOUSE / "ledger", tmp_path / "ledger")
    came = [entry for entry in one.entries if entry not in (*one.before, *one.memorial)]
    text = journal.text("De waarheid.", came)
    (tmp_path / "ledger" / "2025" / "abnamro.beancount").write_text(text, "utf-8")
    found = [said for said in compare.differences(tmp_path) if "aangifte" not in said]
    assert [said for said in found if not said.startswith("lines")] == []


def test_a_cent_of_difference_is_seen(tmp_path: Path) -> None:
    shutil.copytree(HOUSE / "ledger", tmp_path / "ledger")
    found = compare.differences(tmp_path)
    assert "Assets:Bank:AbnAmro mutatie: truth" in "\n".join(found)
    assert "aangifte 2025-Q1: not filed" in found
