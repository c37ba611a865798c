"""Paper: a photo or a plain PDF waits, until a person says what stands on it."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest
from beancount.core import data
from click.testing import CliRunner, Result

from intake import files as make
from intake.exports import tally
from stichting_fin.books import Books
from stichting_fin.cli import main

DAY = "2025-04-01"
PHOTO = b"\xff\xd8\xff\xe0" + b"een bon" * 9
TEXT = (
    "Drukkerij De Letter B.V.   btw NL001234567B01",
    "Aan: Stichting Voorbeeld, btw NL859990011B01",
    "IBAN NL20 INGB 0001 2345 67   KvK 12345678",
    "Factuurnummer: 2025-77",
    "Factuurdatum: 3 maart 2025",
    "Vervaldatum: 02-04-2025",
    "Btw 21% over 100,00   21,00",
    "Totaal te betalen   121,00",
)
SAID = """
by = "PM"
relatie = "drukker"
factuurnummer = "2025-77"
factuurdatum = 2025-03-03
vervaldatum = 2025-04-02
totaal = 121.00
taak = "communicatie"
[[tarief]]
procent = 21
grondslag = 100.00
btw = 21.00
"""


def run(house: Path, *words: str, answers: str = "") -> Result:
    return CliRunner().invoke(main, ["--books", str(house), *words], input=answers)


def lay(house: Path, name: str, content: bytes, said: str = "") -> Path:
    path = house / "importers/inbox" / DAY / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    if said:
        path.with_name(f"{name}.toml").write_text(said, "utf-8")
    return path


def rest(house: Path) -> list[str]:
    inbox = house / "importers/inbox"
    return sorted(path.name for path in inbox.rglob("*") if path.is_file())


def journal(house: Path, name: str = "inkoop") -> str:
    return (house / f"ledger/2025/{name}.beancount").read_text("utf-8")


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("bon.jpg", PHOTO, "a photo says nothing that can be read"),
        ("bon.png", b"\x89PNG\r\n\x1a\n", "a photo says nothing that can be read"),
        ("f.pdf", make.paper(*TEXT), "no machine-readable invoice in this PDF"),
    ],
)
def test_paper_waits_in_the_inbox_and_is_told_what_to_do(
    administration: Path, name: str, content: bytes, words: str
) -> None:
    lay(administration, name, content)

    result = run(administration, "import")

    assert result.exit_code == 1
    assert f"{name}:0: {words}; book it with `invoice receive`" in result.output
    assert rest(administration) == [name]


@pytest.mark.parametrize(
    ("name", "content", "ending"),
    [("bon.JPEG", PHOTO, "jpg"), ("f.pdf", make.paper(*TEXT), "pdf")],
)
def test_what_a_person_wrote_beside_it_is_booked_as_any_invoice(
    administration: Path, name: str, content: bytes, ending: str
) -> None:
    lay(administration, name, content, SAID)

    result = run(administration, "import")

    assert result.exit_code == 0, result.output
    assert rest(administration) == []
    booked = journal(administration)
    assert "2025-03-03 * " in booked
    assert 'gelezen: "PM"' in booked
    assert "ontvangen: 2025-04-01" in booked
    assert "vervaldatum: 2025-04-02" in booked
    assert 'taak: "communicatie"' in booked
    assert "-121.00 EUR" in booked
    books = Books.load(administration / "ledger/main.beancount")
    (document,) = books.directives(data.Document)
    assert document.account == "Liabilities:Crediteuren"
    assert Path(document.filename).name == f"2025-03-03.drukker-2025-77.{ending}"
    assert Path(document.filename).read_bytes() == content
    assert document.meta["sha256"] == sha256(content).hexdigest()
    kept = administration / f"importers/archief/{DAY}"
    assert sorted(each.name for each in kept.iterdir()) == [name, f"{name}.toml"]
    assert run(administration, "verify", "--from-sources").exit_code == 0
    assert not run(administration, "check").output.count("archive-")


def test_status_lists_paper_with_what_its_text_proposes(administration: Path) -> None:
    lay(administration, "f.pdf", make.paper(*TEXT))
    lay(administration, "bon.jpg", PHOTO)
    lay(administration, "draft.jpg", PHOTO, SAID.replace('"PM"', '""'))
    lay(administration, "read.jpg", PHOTO, SAID)
    lay(administration, "f.xml", make.ubl().encode())
    lay(administration, "half.pdf", b"%PDF-1.7")

    told = run(administration, "status").output.partition("Paper in the inbox")[2]

    rows = [line.split() for line in told.splitlines() if DAY in line]
    assert rows == [
        [f"{DAY}/bon.jpg"],
        [f"{DAY}/draft.jpg"],
        [f"{DAY}/f.pdf", "drukker", "2025-77", "121,00"],
    ]


def test_undo_brings_the_paper_back_with_what_was_written(administration: Path) -> None:
    lay(administration, "bon.jpg", PHOTO, SAID)
    run(administration, "import")

    assert run(administration, "import", "--undo", "bon.jpg").exit_code == 0

    assert rest(administration) == ["bon.jpg", "bon.jpg.toml"]


def test_a_reading_without_a_name_is_a_proposal(administration: Path) -> None:
    lay(administration, "bon.jpg", PHOTO, SAID.replace('"PM"', '""'))

    result = run(administration, "import")

    assert "bon.jpg.toml:0: nobody has put a name to this reading" in result.output
    assert rest(administration) == ["bon.jpg", "bon.jpg.toml"]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("totaal = 121.00", 'totaal = "veel"', "totaal"),
        ("[[tarief]]", "[tarief]", "tarief"),
        ('taak = "communicatie"', "taak = 7", "taak"),
        ('taak = "communicatie"', 'iban = "NL20INGB0001234568"', "is no IBAN"),
        ('relatie = "drukker"', 'relatie = "niemand"', "niemand"),
        ("by =", "bij =", "bij"),
    ],
)
def test_a_reading_that_is_not_sound_stays_with_its_paper(
    administration: Path, old: str, new: str, words: str
) -> None:
    lay(administration, "bon.jpg", PHOTO, SAID.replace(old, new))

    result = run(administration, "import")

    assert result.exit_code == 1
    assert words in result.output
    assert len(rest(administration)) == 2


def test_a_paper_that_does_not_add_up_waits_for_a_person(administration: Path) -> None:
    lay(administration, "bon.jpg", PHOTO, SAID.replace("121.00", "122.00"))

    run(administration, "import")

    assert "2025-03-03 ! " in journal(administration)
    assert "BT-112 noemt 122.00" in journal(administration)


def test_a_reading_of_what_can_be_read_by_itself_is_refused(
    administration: Path,
) -> None:
    lay(administration, "f.xml", make.ubl().encode(), SAID)

    result = run(administration, "import")

    assert "f.xml.toml:0: the file beside this can be read by itself" in result.output
    assert rest(administration) == ["f.xml", "f.xml.toml"]


def test_an_account_that_is_none_waits(administration: Path) -> None:
    lay(administration, "b.jpg", PHOTO, f'account = "Expenses:Niets"\n{SAID}')

    run(administration, "import")

    assert "er is geen rekening Expenses:Niets" in journal(administration)


def test_a_credit_note_in_dollars_at_the_rate_that_was_read(
    administration: Path,
) -> None:
    said = 'creditnota = true\nvaluta = "USD"\nkoers = 0.5\nkenmerk = "K1"\n'
    said += 'iban = "NL20 INGB 0001 2345 67"\n' + SAID.partition("[[")[0]
    lay(administration, "b.jpg", PHOTO, said)

    run(administration, "import")

    booked = journal(administration)
    assert '* "Drukkerij De Letter B.V." "Creditnota 2025-77"' in booked
    assert "60.50 EUR" in booked
    assert 'valuta: "121.00 USD"' in booked
    assert 'iban: "NL20INGB0001234567"' in booked


def test_a_file_from_elsewhere_brings_its_reading_along(
    administration: Path, tmp_path: Path
) -> None:
    photo = tmp_path / "bon.jpg"
    photo.write_bytes(PHOTO)
    photo.with_name("bon.jpg.toml").write_text(SAID)

    dry = run(administration, "import", "--dry-run", str(photo))
    assert tally(dry, "bon.jpg") == (1, 1, 0, "?")
    assert rest(administration) == []
    assert run(administration, "import", str(photo)).exit_code == 0
    assert "-121.00 EUR" in journal(administration)


def test_one_photo_read_twice_keeps_both_readings(administration: Path) -> None:
    lay(administration, "bon.jpg", PHOTO, SAID)
    run(administration, "import")
    lay(administration, "bon.jpg", PHOTO, SAID.replace("2025-77", "2025-78"))
    run(administration, "import")

    archive = (administration / "importers/archief").rglob("*.toml")
    assert len(list(archive)) == 2
    assert run(administration, "verify", "--from-sources").exit_code == 0


def test_receive_asks_and_proposes_what_the_text_says(
    administration: Path, tmp_path: Path
) -> None:
    pdf = tmp_path / "f.pdf"
    pdf.write_bytes(make.paper(*TEXT))

    result = run(
        administration, "invoice", "receive", "--on", DAY, str(pdf),
        answers="\n\n\n\n\n\ndrukwerk\n\ntaak=communicatie\n\n\nPM\n",
    )  # fmt: skip

    assert result.exit_code == 0, result.output
    assert (
        "# Drukkerij De Letter B.V. btw NL001234567B01\nrelatie [drukker]"
        in result.output
    )
    assert "# Factuurnummer: 2025-77\nfactuurnummer [2025-77]" in result.output
    assert "# Btw 21% over 100,00 21,00\ntarief [21 100.00 21.00]" in result.output
    booked = journal(administration)
    assert "-121.00 EUR" in booked
    assert "ontvangen: 2025-04-01" in booked
    assert 'taak: "communicatie"' in booked
    assert (administration / f"importers/archief/{DAY}/f.pdf.toml").exists()


def test_receive_asks_again_until_it_adds_up_or_a_person_says_it_does_not(
    administration: Path,
) -> None:
    photo = lay(administration, "bon.jpg", PHOTO)
    answers = """niemand
drukker
7
31 maart
3-3-2025

NL1


Expenses:Niets
Expenses:Kosten
taak

veel
121
21 100
21 100 21; 9 1 0,09 AE
PM
n
122,00
21 100,00 21,00

y
"""

    result = run(administration, "invoice", "receive", str(photo), answers=answers)

    assert "BT-112 says 121" in result.output
    assert result.exit_code == 0, result.output
    assert "2025-03-03 ! " in journal(administration)
    assert rest(administration) == []


@pytest.mark.parametrize(
    ("words", "day"),
    [((), "2025-04-01"), (("--on", "2025-04-09"), "2025-04-09")],
)
def test_the_day_is_that_of_its_folder_unless_another_is_said(
    administration: Path, words: tuple[str, ...], day: str
) -> None:
    photo = lay(administration, "bon.jpg", PHOTO, SAID)

    run(administration, "invoice", "receive", *words, str(photo))

    assert f"ontvangen: {day}" in journal(administration)
    assert rest(administration) == []


def test_the_day_of_an_invoice_for_programs_may_be_said_too(
    administration: Path,
) -> None:
    xml = lay(administration, "f.xml", make.ubl().encode())

    run(administration, "invoice", "receive", "--on", "2025-04-09", str(xml))

    assert "ontvangen: 2025-04-09" in journal(administration)
    assert not xml.parent.exists()


def test_a_paper_without_a_day_gets_one(administration: Path) -> None:
    folder = administration / "importers/inbox"
    folder.mkdir()
    (folder / "bon.jpg").write_bytes(PHOTO)
    lay(administration, "bon.jpg", PHOTO + b"ander")
    (folder / "bon.jpg.toml").write_text(SAID.replace("2025-77", "2025\\n77"))

    result = run(
        administration, "invoice", "receive", "--on", DAY, str(folder / "bon.jpg")
    )

    assert result.exit_code == 0, result.output
    assert f"ontvangen: {DAY}" in journal(administration)
    assert 'factuurnummer: "2025 77"' in journal(administration)
    assert rest(administration) == ["bon.jpg"]


def test_receive_takes_the_reading_that_lies_beside_the_file(
    administration: Path, tmp_path: Path
) -> None:
    photo = tmp_path / "bon.jpg"
    photo.write_bytes(PHOTO)
    photo.with_name("bon.jpg.toml").write_text(SAID)
    lay(administration, "other.jpg", PHOTO)

    result = run(administration, "invoice", "receive", "--on", DAY, str(photo))

    assert result.exit_code == 0, result.output
    assert "-121.00 EUR" in journal(administration)
    assert rest(administration) == ["other.jpg"]


def test_a_draft_holds_the_proposals_and_books_nothing(
    administration: Path, tmp_path: Path
) -> None:
    pdf = tmp_path / "f.pdf"
    pdf.write_bytes(make.paper(*TEXT))

    result = run(administration, "invoice", "receive", "--draft", str(pdf))

    assert result.exit_code == 0, result.output
    text = (tmp_path / "f.pdf.toml").read_text("utf-8")
    assert text.startswith('by = ""\nrelatie = "drukker" # Drukkerij De Letter')
    assert 'factuurnummer = "2025-77" # Factuurnummer: 2025-77\n' in text
    assert "totaal = 121.00 # Totaal te betalen 121,00\n" in text
    assert not (administration / "ledger/2025").exists()
    again = run(administration, "invoice", "receive", "--draft", str(pdf))
    assert "f.pdf.toml:0: this is there already" in again.output


def test_a_draft_shows_by_what_number_an_unknown_sender_is_known(
    administration: Path, tmp_path: Path
) -> None:
    pdf = tmp_path / "f.pdf"
    pdf.write_bytes(make.paper("Hosting GmbH", "USt-IdNr. DE812871812", "Totaal 5,00"))

    run(administration, "invoice", "receive", "--draft", str(pdf))

    text = (tmp_path / "f.pdf.toml").read_text("utf-8")
    assert 'relatie = "" # DE812871812: USt-IdNr. DE812871812' in text
    assert text.index("factuurnummer") < text.index("totaal = 5.00")


def test_a_broken_pdf_is_not_asked_about(administration: Path, tmp_path: Path) -> None:
    pdf = tmp_path / "f.pdf"
    pdf.write_bytes(b"%PDF-1.7\nhalf")

    result = run(administration, "invoice", "receive", str(pdf))

    assert result.exit_code == 2
    assert "not a PDF that can be read" in result.output


def test_a_machine_readable_invoice_needs_no_questions(
    administration: Path, tmp_path: Path
) -> None:
    xml = tmp_path / "f.xml"
    xml.write_text(make.ubl())

    assert run(administration, "invoice", "receive", str(xml)).exit_code == 0
    assert "-121.00 EUR" in journal(administration)
