"""What waits goes out as one file; her answers come back as decisions and rules."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from intake.exports import Row, camt, lay, ledger, run
from intake.files import ubl
from stichting_fin.books import Books
from stichting_fin.intake.asking import review
from stichting_fin.intake.desk import Desk

CAFE = "NL18RABO0123459876"
ROWS = [
    Row(3, "-12.00", "koffie", key="A", name="Café Zuid", iban=CAFE),
    Row(4, "-13.00", "koffie", key="B", name="Café Zuid", iban=CAFE),
    Row(5, "-1.00", "niemand", key="C"),
]
REF = "NL52ABNA0123998701:acctsvcr1:{}"
A, B, C = (REF.format(key) for key in ("A:-12.00", "B:-13.00", "C:-1.00"))
HEAD = 'by = "penningmeester"\ndate = 2025-04-02\n'


@pytest.fixture
def waits(administration: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give an administration in which three lines wait."""
    lay(administration, "a.xml", camt(ROWS))
    run(administration, "import")
    monkeypatch.chdir(administration)
    return administration


def answer(folder: Path, text: str) -> str:
    (folder / "antwoord.toml").write_text(HEAD + text, "utf-8")
    return run(folder, "import", "--review", str(folder / "antwoord.toml")).output


def said(ref: str, **answer: str) -> str:
    lines = "".join(f"{key} = {value}\n" for key, value in answer.items())
    return f'[[vraag]]\nref = "{ref}"\n{lines}'


def test_what_waits_is_written_and_given_back_unanswered_changes_nothing(
    waits: Path,
) -> None:
    before = ledger(waits)

    asked = run(waits, "import", "--review")
    text = (waits / review.NAME).read_text("utf-8")
    back = run(waits, "import", "--review", review.NAME)

    assert asked.output == "vragen.toml\n"
    assert "# 2025-03-03 -12.00 Café Zuid koffie\n" in text
    assert text.count("[[vraag]]") == 3
    assert back.exit_code == 0
    assert ledger(waits) == before
    assert not (waits / "importers/besluiten.toml").exists()


def test_an_answer_becomes_a_decision_and_comments_stay(waits: Path) -> None:
    place = waits / "importers/besluiten.toml"
    place.write_text(f'# van mij\n[[besluit]]\nref = "{B}"  # fout\nby = "x"\ndate = 2025-01-01\n'
                     'why = "y"\nlink = "verkoop-weg"\n# slot\n', "utf-8")  # fmt: skip

    answer(
        waits,
        said(A, account='"Expenses:Kosten"', why='"gebeld"', taak='"communicatie"'),
    )
    answer(waits, said(B, account='"Expenses:Bank"', why='"toch"', aftrek="60"))

    text = place.read_text("utf-8")
    journal = ledger(waits)["2025/bank.beancount"]
    assert text.startswith("# van mij\n")
    assert text.count(f'ref = "{B}"') == 1
    assert "verkoop-weg" not in text
    assert 'besluit: "gebeld (penningmeester, 2025-04-02)"' in journal
    assert 'besluit: "toch (penningmeester, 2025-04-02)"' in journal


def test_always_so_becomes_a_rule_that_places_its_sisters_too(waits: Path) -> None:
    answer(
        waits,
        said(A, account='"Expenses:Kosten"', why='"altijd koffie"', altijd="true"),
    )

    profile = (waits / "importers/bronnen/bank.toml").read_text("utf-8")
    assert (
        profile.endswith(
            "# altijd koffie (penningmeester, 2025-04-02)\n[rule.café-zuid]\n"
            f'iban = "{CAFE}"\nsign = "af"\naccount = "Expenses:Kosten"\n'
        )
        or '[rule."café-zuid"]' in profile
    )
    assert ledger(waits)["2025/bank.beancount"].count('regel-id: "café-zuid"') == 2


def test_two_rules_for_one_other_side_have_two_names(waits: Path) -> None:
    both = (
        said(ref, account='"Expenses:Kosten"', why='"k"', altijd="true")
        for ref in (A, B)
    )

    answer(waits, "".join(both))

    assert "café-zuid-2" in (waits / "importers/bronnen/bank.toml").read_text("utf-8")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (said("a", account='"Expenses:Kosten"', why='"k"'), "does not wait"),
        (said("", account='"Expenses:Kosten"', why='"k"'), "does not wait"),
        (said(A, account='"Expenses:Kosten"'), "no `by` or no `why`"),
        (
            said(A, account='"Expenses:Weg"', why='"k"'),
            "there is no account Expenses:Weg",
        ),
        (said(A, link='"verkoop-9"', why='"k"'), "there is no open item ^verkoop-9"),
        (
            said(C, account='"Expenses:Kosten"', why='"k"', altijd="true"),
            "cannot become a rule",
        ),
        (said(A, acount='"Expenses:Kosten"', why='"k"'), "acount"),
    ],
)
def test_a_wrong_answer_is_told_at_its_line_and_nothing_is_written(
    waits: Path, text: str, told: str
) -> None:
    right = said(B, account='"Expenses:Kosten"', why='"goed"')

    output = answer(waits, right + text)

    assert told in output
    line = 0 if 'ref = ""' in text else 8
    assert f"antwoord.toml:{line}: " in output
    assert not (waits / "importers/besluiten.toml").exists()


def test_an_invoice_that_waits_has_no_amount_and_tells_why(
    desk: Callable[..., Desk],
) -> None:
    at = desk(
        '2025-03-01 ! "Cloud Ltd" "US-1"\n  ref: "wolk:US-1"\n  reden: "geen koers"\n'
        '2025-03-02 ! "zonder ref"\n'
    )

    text = review.written(at, dt.date(2025, 4, 2))

    assert '# 2025-03-01 Cloud Ltd US-1\n# geen koers\nref = "wolk:US-1"\n' in text
    assert text.count("[[vraag]]") == 1


def test_a_rate_is_an_answer_for_an_invoice_and_never_a_rule(
    desk: Callable[..., Desk], tmp_path: Path
) -> None:
    at = desk(
        '2025-03-01 ! "Cloud Ltd" "US-1"\n  ref: "wolk:US-1"\n  reden: "geen koers"\n'
    )
    file = tmp_path / "antwoord.toml"
    rate = said("wolk:US-1", koers="0.92", why='"van de bank"')

    file.write_text(HEAD + rate, "utf-8")
    answers = review.answered(at, file, dt.date(2025, 4, 2))
    file.write_text(HEAD + rate + "altijd = true\n", "utf-8")
    refused = review.answered(at, file, dt.date(2025, 4, 2))

    assert b"koers = 0.92\n" in next(iter(answers.writes.values()))
    assert [each.code for each in refused.faults] == ["review-always"]


def test_an_invoice_is_asked_for_what_would_book_it(
    administration: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay(administration, "a.xml", ubl(gross="1.00"))
    run(administration, "import")
    monkeypatch.chdir(administration)

    run(administration, "import", "--review")
    text = (administration / review.NAME).read_text("utf-8")
    asked = text.replace("weiger = false", "weiger = true").replace(
        'why = ""', 'why = "klopt niet"'
    )
    (administration / review.NAME).write_text(asked.replace('by = ""', 'by = "x"'))
    done = run(administration, "import", "--review", review.NAME)

    assert 'account = ""\nbtw = ""\nweiger = false\nwhy = ""\n' in text
    assert done.exit_code == 0, done.output
    assert '! "' not in ledger(administration)["2025/inkoop.beancount"]


def test_a_line_without_another_side_becomes_a_rule_by_its_words(waits: Path) -> None:
    run(waits, "import", "--review")
    asked = (waits / review.NAME).read_text("utf-8")
    always = {"account": '"Expenses:Kosten"', "why": '"k"', "altijd": "true"}

    refused = answer(waits, said(C, **always, text='"iets anders"'))
    taken = answer(waits, said(C, **always, text='"Niemand"'))

    assert asked.count('text = ""') == 1
    assert "`text`" in refused
    assert not taken
    profile = (waits / "importers/bronnen/bank.toml").read_text("utf-8")
    assert 'sign = "af"\naccount = "Expenses:Kosten"\ntext = "Niemand"' in profile
    assert '"Niemand" "niemand"' not in ledger(waits)["2025/bank.beancount"]


def test_an_answer_may_divide_an_invoice(administration: Path) -> None:
    lay(administration, "a.xml", ubl(gross="1.00"))
    run(administration, "import")
    ref = 'ref = "drukker:2025-77"\nwhy = "zo"\nafwijking = true'
    parts = 'delen = [{ account = "Expenses:Bank", bedrag = 33.30, aftrek = 0 }]'
    file = administration / "antwoord.toml"
    file.write_text(f'by = "PM"\n[[vraag]]\n{ref}\n{parts}\n', "utf-8")
    at = Desk.at(administration, Books.load(administration / "ledger/main.beancount"))

    (written,) = review.answered(at, file, dt.date(2025, 4, 2)).writes.values()
    file.write_text(f'by = "PM"\n[[vraag]]\n{ref}\ndelen = [1]\n', "utf-8")
    (fault,) = review.answered(at, file, dt.date(2025, 4, 2)).faults

    assert f"{parts}\n".replace("{ ", "{").replace(" }", "}").encode() in written
    assert b"afwijking = true\n" in written
    assert fault.code == "key-kind"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("vraag = 1\n", "the key vraag holds"),
        ("vraag = [1]\n", "the key vraag holds"),
        ("neem = 1\n", "the key neem holds"),
        ("[[vraag]]\nref = 1\n", "the key ref holds"),
        (f'[[vraag]]\nref = "{A}"\nlink = 1\n', "the key link holds"),
        (f'[[vraag]]\nref = "{A}"\nvoorstel = []\n', "the key voorstel holds"),
        (f'[[vraag]]\nref = "{A}"\naltijd = 1\n', "the key altijd holds"),
    ],
)
def test_an_answer_of_another_kind_is_told(waits: Path, text: str, told: str) -> None:
    (waits / "antwoord.toml").write_text(text, "utf-8")

    done = run(waits, "import", "--review", str(waits / "antwoord.toml"))

    assert done.exit_code == 2
    assert told in done.output


def test_a_rule_keeps_nothing_that_only_a_decision_knows(waits: Path) -> None:
    words = {"account": '"Expenses:Kosten"', "why": '"x"', "altijd": "true"}
    told = answer(waits, said(A, **words, koers="0.9"))

    assert "antwoord.toml:4: no key koers is known here" in told
    assert "koers" not in (waits / "importers/bronnen/bank.toml").read_text("utf-8")


def test_a_nought_is_an_answer(waits: Path) -> None:
    answer(waits, said(A, account='"Expenses:Kosten"', aftrek="0", why='"x"'))

    assert "aftrek = 0\n" in (waits / "importers/besluiten.toml").read_text("utf-8")
