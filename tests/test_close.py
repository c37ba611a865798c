"""The close: the same books and the same day give the same files."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from pypdf import PdfReader

from stichting_fin import adopted, close, dossier, verification
from stichting_fin.books import Books
from stichting_fin.fault import UnreadableError
from stichting_fin.period import Period

HERE = Path(__file__).parent
DAY = date(2025, 12, 31)
TEKSTEN = """
titel = "Jaarrekening {boekjaar}"
toelichting = "Toelichting"
ondertekening = ["voorzitter"]
[[noot]]
titel = "Algemeen"
tekst = "Wij zijn {naam}."
[[noot]]
titel = "Bank"
tabellen = ["bank"]
"""


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """Make a small administration, sound and appropriated."""
    house = tmp_path / "house"
    shutil.copytree(HERE / "checks", house / "ledger")
    shutil.copytree(HERE.parent / "reports/templates", house / "reports/templates")
    shutil.copy(HERE / "figures/balans.toml", house / "reports/balans.toml")
    shutil.copy(HERE / "figures/staat.toml", house / "reports/baten-en-lasten.toml")
    texts = house / "reports/teksten"
    texts.mkdir()
    (texts / "2025.toml").write_text(TEKSTEN)
    (texts / "2024.toml").write_text(TEKSTEN)
    shutil.copy(HERE.parent / "reports/teksten/belastingpakket.toml", texts)
    facts = house / "ledger/foundation.beancount"
    facts.write_text(
        facts.read_text() + '2023-12-31 event "rsin" "859990011"\n'
        '2023-12-31 event "kvk" "99001122"\n2023-12-31 event "btw-id" "NL859990011B01"\n'
    )
    return house


def load(house: Path) -> Books:
    return Books.load(house / "ledger/main.beancount")


def closed(house: Path, *, draft: bool = False) -> dict[str, bytes]:
    books = load(house)
    year = books.period("2025")
    assert not list(map(str, close.faults(books, year, house)))
    outputs = close.close(books, year, house, close.peildatum(books, year), draft)
    return {output.name: output.content for output in outputs}


def store(house: Path, outputs: Iterator[dossier.Output]) -> None:
    for output in outputs:
        path = house / output.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(output.content)


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def append(path: Path, text: str) -> None:
    path.write_text(path.read_text() + text)


def test_a_close_gives_the_annual_accounts_the_package_and_a_manifest(
    house: Path,
) -> None:
    outputs = closed(house)

    assert list(outputs) == [
        "jaarrekening-2025.pdf",
        "jaarrekening-2025.xlsx",
        "belastingpakket-2025.zip",
        "manifest.json",
    ]
    text = text_of(outputs["jaarrekening-2025.pdf"])
    assert "Wij zijn Stichting Voorbeeld." in text
    assert "CONCEPT" not in text.upper()
    with ZipFile(BytesIO(outputs["belastingpakket-2025.zip"])) as packed:
        names = packed.namelist()
    assert {
        "auditfile-2025.xaf",
        "grootboekkaarten-2025.xlsx",
        "inhoud.pdf",
        "journaal-2025.xlsx",
        "kolommenbalans-2025.xlsx",
        "openstaande-posten-2025.xlsx",
    } <= set(names)
    manifest = json.loads(outputs["manifest.json"])
    assert manifest["peildatum"] == "2025-12-31"
    inside = manifest["outputs"]["belastingpakket-2025.zip"]["members"]
    assert {name.partition("!")[0] for name in inside} == set(names)
    assert {"taxyears/2025.toml", "ledger/documents/brief.txt"} <= manifest[
        "inputs"
    ].keys()


def test_a_text_that_the_auditfile_cuts_is_listed(house: Path) -> None:
    bank = house / "ledger/2025/bank.beancount"
    ref = "x" * 300
    bank.write_text(bank.read_text().replace('"psp:1"', f'"psp:{ref}"'))

    package_ = closed(house)["belastingpakket-2025.zip"]

    with ZipFile(BytesIO(package_)) as packed:
        assert "auditfile-2025-ingekort.xlsx" in packed.namelist()


def test_an_auditfile_that_contradicts_itself_is_a_clear_fault(house: Path) -> None:
    accounts = house / "ledger/accounts.beancount"
    accounts.write_text(accounts.read_text().replace('"8000"', '"4000"'))
    books = load(house)

    with pytest.raises(UnreadableError, match="contradicts itself"):
        list(close.close(books, books.period("2025"), house, DAY))


def test_a_draft_says_so(house: Path) -> None:
    text = text_of(closed(house, draft=True)["jaarrekening-2025.pdf"])

    assert "CONCEPT" in text.upper()


def test_what_comes_after_the_peildatum_changes_no_byte(
    house: Path, tmp_path: Path
) -> None:
    first = closed(house)
    later = tmp_path / "elsewhere"
    shutil.copytree(house, later)
    append(
        later / "ledger/2026/memoriaal.beancount",
        '\n2026-02-01 open Assets:Kas EUR\n  nummer: "1099"\n  rgs: "BLimKas"\n'
        '  regel: "bank"\n2026-02-02 * "Gift"\n  Assets:Kas  1.00 EUR\n'
        "  Income:Giften  -1.00 EUR\n2026-02-03 balance Assets:Kas  1.00 EUR\n",
    )
    append(later / "ledger/foundation.beancount", '2026-02-01 event "naam" "Anders"\n')

    assert closed(later) == first


def test_a_reserve_that_opens_with_the_bestemming_is_known(house: Path) -> None:
    path = house / "ledger/2026/memoriaal.beancount"
    path.write_text(
        path.read_text().replace("Equity:Reserve ", "Equity:Nieuw ")
        + '2026-01-01 open Equity:Nieuw EUR\n  nummer: "0520"\n  rgs: "BEivBerBer"\n'
        '  regel: "reserve"\n2026-02-02 * "Gift"\n  Assets:Bank  1.00 EUR\n'
        "  Income:Giften  -1.00 EUR\n"
    )
    books = load(house)

    known = close.known_on(books, books.period("2025"), DAY)

    assert "Equity:Nieuw" in known.accounts
    assert max(entry.date for entry in known.transactions) == date(2026, 1, 1)


def test_the_peildatum_is_the_last_day_that_something_happened(books: Books) -> None:
    """
    2024-12-31 custom "afgesloten" "2024" 2024-12-30 "a" "b"
    2025-01-01 open Assets:Bank
    2025-03-01 * "Nul"
      Assets:Bank  1.00 EUR
      Assets:Bank -1.00 EUR
    """
    days = [
        close.peildatum(books, books.period(name)) for name in ("2024", "2025", "2026")
    ]

    assert days == [date(2024, 12, 30), date(2025, 3, 1), date(2026, 12, 31)]


def test_what_no_row_shows_stops_a_close(house: Path) -> None:
    layout = house / "reports/baten-en-lasten.toml"
    layout.write_text(layout.read_text().replace('kosten = "Kosten"', ""))
    books = load(house)

    codes = [f.code for f in close.faults(books, books.period("2025"), house)]

    assert codes == ["regel-unknown"]


def adopt(house: Path) -> Period:
    books = load(house)
    year = books.period("2024")
    day = close.peildatum(books, year)
    closed = list(close.close(books, year, house, day))
    store(
        house, close.final(books, year, house, day, on=date(2025, 5, 1), closed=closed)
    )
    return year


def test_an_adopted_year_is_kept_and_compared(house: Path) -> None:
    year = adopt(house)
    books = load(house)

    assert adopted.read(books, house / "ledger", "2023") is None
    kept = adopted.read(books, house / "ledger", "2024")
    assert kept is not None
    assert kept.peildatum == date(2024, 6, 1)
    assert str(kept.regels["baten-en-lasten"]["giften"]) == "-300.00"
    assert len(kept.posten) == 3
    assert (house / "ledger/2024/vastgesteld/jaarrekening-2024.pdf").exists()
    assert close.peildatum(books, year) == kept.peildatum
    assert "300,00" in text_of(closed(house)["jaarrekening-2025.pdf"])


def test_books_that_say_otherwise_than_was_adopted_are_a_fault(house: Path) -> None:
    adopt(house)
    bank = house / "ledger/2024/bank.beancount"
    bank.write_text(bank.read_text().replace("300.00", "301.00"))
    books = load(house)

    told = [
        str(f) for f in adopted.faults(books, house / "ledger", dossier.layouts(house))
    ]

    assert len(told) == 5
    assert "giften of baten-en-lasten 2024 was adopted as EUR -300.00" in told[-3]
    assert "changed or gone" in told[-2]
    assert "is new or changed" in told[-1]

    append(
        house / "ledger/foundation.beancount",
        '2025-06-01 custom "herstel" "2024" "Telfout."\n',
    )
    assert not list(
        adopted.faults(load(house), house / "ledger", dossier.layouts(house))
    )


@pytest.mark.parametrize(
    ("deed", "said"), [("change", "not what was adopted"), ("remove", "is it there")]
)
def test_adopted_files_may_not_change_or_go(house: Path, deed: str, said: str) -> None:
    adopt(house)
    path = house / "ledger/2024/vastgesteld/posten.tsv"
    if deed == "remove":
        path.unlink()
    else:
        append(path, "\n")

    (told,) = adopted.faults(load(house), house / "ledger", dossier.layouts(house))

    assert said in str(told)


def test_a_mended_year_is_shown_as_the_books_now_say(house: Path) -> None:
    adopt(house)
    facts = house / "ledger/foundation.beancount"
    assert adopted.comparative(load(house), house / "ledger", "2024")
    append(facts, '2025-06-01 custom "herstel" "2024" "Telfout."\n')

    assert not adopted.comparative(load(house), house / "ledger", "2024")
    assert not adopted.comparative(load(house), house / "ledger", "2023")


def test_the_origin_stands_apart() -> None:
    output = close.herkomst({"wie": "Jansen"})

    assert output.name == "herkomst.json"
    assert json.loads(output.content) == {"wie": "Jansen"}


@pytest.fixture
def folder(house: Path, tmp_path: Path) -> Path:
    """Write a close of 2025."""
    folder = tmp_path / "build"
    folder.mkdir()
    for name, content in closed(house).items():
        (folder / name).write_bytes(content)
    (folder / "herkomst.json").write_text("{}")
    return folder


def repacked(path: Path, changes: dict[str, bytes]) -> None:
    with ZipFile(path) as source:
        members = {name: source.read(name) for name in source.namelist()}
    with ZipFile(path, "w") as target:
        for name, content in (members | changes).items():
            target.writestr(name, content)


def test_a_package_is_verified_from_itself_and_from_the_books(
    house: Path, folder: Path
) -> None:
    assert not list(verification.whole(folder))
    assert not list(verification.rebuilt(folder, load(house), house))


def test_every_tampering_is_seen(folder: Path) -> None:
    (folder / "jaarrekening-2025.pdf").unlink()
    (folder / "extra.txt").write_text("x")
    (folder / "jaarrekening-2025.xlsx").write_bytes(b"PK\x03\x04 not a zip")
    repacked(folder / "belastingpakket-2025.zip", {"inhoud.pdf": b"x"})

    told = [(f.code, f.values.get("name")) for f in verification.whole(folder)]

    members = ZipFile(folder / "belastingpakket-2025.zip").namelist()
    assert ("package-member", "inhoud.pdf") in told
    assert ("package-gone", None) in told
    assert ("package-extra", None) in told
    assert ("package-member", "xl/workbook.xml") in told
    assert ("package-member", members[0]) not in told


def test_another_compression_is_still_another_file(folder: Path) -> None:
    repacked(folder / "belastingpakket-2025.zip", {})

    assert [f.code for f in verification.whole(folder)] == ["package-changed"]


def test_books_that_changed_make_another_package(house: Path, folder: Path) -> None:
    bank = house / "ledger/2025/bank.beancount"
    bank.write_text(bank.read_text().replace("Gift via de psp", "Gift"))

    told = [f.values["name"] for f in verification.rebuilt(folder, load(house), house)]

    assert told[0] == "ledger/2025/bank.beancount"
    assert "belastingpakket-2025.zip" in told


@pytest.mark.parametrize("text", [None, "{", "[]", '{"inputs": {}}'])
def test_a_folder_without_a_manifest_is_no_package(
    tmp_path: Path, text: str | None
) -> None:
    if text is not None:
        (tmp_path / "manifest.json").write_text(text)

    with pytest.raises(UnreadableError):
        list(verification.whole(tmp_path))


@pytest.mark.parametrize(
    ("file", "text", "codes"),
    [
        (
            "2025/memoriaal.beancount",
            '2025-05-05 * "Zonder open"\n  Expenses:Nieuw  1.00 EUR\n  Assets:Nieuw\n',
            {"beancount"},
        ),
        (
            "2025/memoriaal.beancount",
            '2025-05-05 * "Twee open"\n  Expenses:Kosten\n  Assets:Bank\n',
            {"beancount"},
        ),
        (
            "2025/memoriaal.beancount",
            (
                '2025-05-05 * "?"\n  ref: 5\n  relatie: TRUE\n  fonds: 2025-01-01\n  '
                "factuurnummer: 7\n  Expenses:Kosten  1.00 EUR\n  Liabilities:Crediteuren\n"
            ),
            {"bestemming", "fund", "not-text", "waarde"},
        ),
        (
            "accounts.beancount",
            "2023-12-31 open Assets:Kas EUR\n  nummer: 1\n  rgs: 5\n  regel: TRUE\n  fonds: 1",
            {"account-bare", "waarde"},
        ),
        (
            "foundation.beancount",
            '2025-01-01 custom "activum" "x" Assets:Weg Assets:Weg 1.00 EUR 60\n',
            {"custom-account"},
        ),
        (
            "foundation.beancount",
            "2025-01-01 balance Assets:Weg 0.00 EUR\n",
            {"beancount"},
        ),
        (
            "foundation.beancount",
            '2025-01-01 custom "afgesloten" "zomer" 2025-01-01 "a" "b"\n',
            {"no-file"},
        ),
    ],
)
def test_broken_books_are_told_and_still_shown(
    house: Path, file: str, text: str, codes: set[str]
) -> None:
    append(house / "ledger" / file, f"\n{text}")
    books = load(house)
    year = books.period("2025")

    assert {f.code for f in close.faults(books, year, house)} == codes
    draft = close.close(books, year, house, DAY, draft=True)
    assert [output.name for output in draft][-1] == "manifest.json"


def test_the_list_of_contents_does_not_depend_on_how_a_container_was_packed(
    house: Path,
) -> None:
    with ZipFile(BytesIO(closed(house)["belastingpakket-2025.zip"])) as packed:
        listed = text_of(packed.read("inhoud.pdf"))

    assert listed.count("per onderdeel in manifest.json") == 4


def test_a_draft_goes_on_without_a_document_that_is_gone(house: Path) -> None:
    papers = [
        path for path in (house / "ledger/documents").rglob("*") if path.is_file()
    ]
    assert papers
    for path in papers:
        path.unlink()
    books = load(house)

    made = {o.name for o in close.close(books, books.period("2025"), house, DAY, True)}

    assert "manifest.json" in made
