"""What the foundation says in TOML is taken as it is, or told with file and line."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from stichting_fin import profile, relations
from stichting_fin.fault import UnreadableError

LABELS = relations.LABELS


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "bank.toml"


def test_a_profile_is_named_after_its_file(path: Path) -> None:
    path.write_text(
        'soort = "bank"\niban = "NL1"\naccount = "A"\n[rule.x]\naccount = "B"\namount = 5\ntaak = "t"\n'
    )

    found = profile.load(path, LABELS)

    assert (found.name, found.number) == ("bank", "NL1")
    assert found.rules[0].amount == Decimal(5)
    assert found.rules[0].labels == {"taak": "t"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("soort = bank\n", "bank.toml:1: not sound TOML (Invalid value)"),
        ("\xff", "not sound TOML"),
        ("", "the key soort is missing"),
        ('soort = "bank"\nsort = 1\n', "no key sort is known here"),
        ('soort = "bank"\nnumber = "1"\niban = ["NL1"]\n', "the key iban holds another kind"),
        ('soort = "bank"\n[rule]\nx = 1\n', "the key x holds another kind"),
        ('soort = "bank"\n[rule.x]\naccount = "B"\namount = "5"\n', "the key amount holds another kind"),
        ('soort = "bank"\n[rule.x]\naccount = "B"\nbegin = "2025"\n', "the key begin holds another kind"),
    ],
)  # fmt: skip
def test_a_profile_that_is_not_sound_is_told(path: Path, text: str, said: str) -> None:
    path.write_bytes(text.encode("latin-1"))

    with pytest.raises(UnreadableError, match=r"bank\.toml") as caught:
        profile.load(path, LABELS)
    assert said in str(caught.value)


def test_a_file_that_is_not_there_is_told(path: Path) -> None:
    with pytest.raises(UnreadableError, match="cannot be read"):
        profile.load(path, LABELS)


BESLUIT = (
    '[[besluit]]\nref = "A"\nby = "PM"\ndate = 2025-01-01\nwhy = "x"\naftrek = 60\n'
)


def test_decisions_are_found_by_their_ref(path: Path) -> None:
    assert profile.besluiten(path, LABELS) == {}
    path.write_text(BESLUIT)
    assert profile.besluiten(path, LABELS)["A"].aftrek == Decimal(60)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (BESLUIT * 2, "two decisions name A"),
        ("besluit = [1]\n", "the key besluit holds another kind"),
    ],
)
def test_decisions_that_are_not_sound_are_told(
    path: Path, text: str, said: str
) -> None:
    path.write_text(text)

    with pytest.raises(UnreadableError, match=said):
        profile.besluiten(path, LABELS)


def test_relations_are_found_by_any_of_their_marks(path: Path) -> None:
    assert relations.load(path).all == {}
    path.write_text(
        '[jan]\nnaam = "J. Jansen"\niban = ["NL44RABO0123456789"]\nkvk = "1"\ntaak = "t"\n[piet]\nnaam = "P"\n'
    )

    found = relations.load(path)

    assert found.by_iban("NL44 RABO 0123 4567 89") is found.all["jan"]
    assert found.by_name("j jansen") is found.all["jan"]
    assert found.by_number("", "1") is found.all["jan"]
    assert found.by_number("2") is None
    assert found.by_iban("") is None
    assert found.by_name("") is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("jan = 1\n", "the key jan holds another kind"),
        ('[jan]\nnaam = "J"\niban = "NL1"\n', "the key iban holds another kind"),
        ('[jan]\nnaam = "J"\niban = [1]\n', "the key iban holds another kind"),
        ('[jan]\nnaam = "J"\nfacturen = "ja"\n', "the key facturen holds another kind"),
    ],
)
def test_relations_that_are_not_sound_are_told(
    path: Path, text: str, said: str
) -> None:
    path.write_text(text)

    with pytest.raises(UnreadableError, match=said):
        relations.load(path)


def test_a_term_of_more_days_than_there_are_is_told(path: Path) -> None:
    path.write_text('[x]\nnaam = "X"\ntermijn = 100000\n')

    with pytest.raises(UnreadableError, match="the key termijn holds another kind"):
        relations.load(path)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ('soort = "bank"\nname = "x"\n', "no key name is known"),
        ('soort = "bank"\nrules = 1\n', "no key rules is known"),
        ('soort = "bank"\nrule = 1\n', "the key rule holds another kind"),
        ('soort = "bank"\n[rule.x]\naccount = "B"\nlabels = 1\n', "no key labels is"),
        ('soort = "bank"\n[rule.x]\naccount = "B"\ntaak = 1\n', "the key taak holds"),
        ('soort = "bank"\n[rule.x]\naccount = "B"\namount = nan\n', "the key amount"),
        ('soort = "bank"\n[rule.x]\naccount = "B"\namount = 1e-999999\n', "amount"),
        ('soort = "bank"\n[rule.x]\naccount = "B"\namount = 1e40\n', "the key amount"),
    ],
)
def test_what_a_file_may_not_say_or_nobody_means_is_told(
    path: Path, text: str, key: str
) -> None:
    path.write_text(text)

    with pytest.raises(UnreadableError, match=key):
        profile.load(path, LABELS)


def test_a_rate_of_exchange_is_a_number_by_its_currency(path: Path) -> None:
    path.write_text('[x]\nnaam = "X"\nkoers = {USD = 1, GBP = 1.2}\niban = ["NL1"]\n')

    found = relations.load(path).all["x"]

    assert found.koers == {"USD": Decimal(1), "GBP": Decimal("1.2")}
    path.write_text('[x]\nnaam = "X"\nkoers = {USD = "x"}\n')
    with pytest.raises(UnreadableError, match="the key USD holds another kind"):
        relations.load(path)
