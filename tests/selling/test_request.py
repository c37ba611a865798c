"""What a person asks to be invoiced, in a small file."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from selling.given import REQUEST
from stichting_fin.fault import UnreadableError
from stichting_fin.selling import request


def at(folder: Path, text: str) -> Path:
    path = folder / "factuur.toml"
    path.write_text(text, "utf-8")
    return path


def test_a_request_says_who_what_and_how_much(tmp_path: Path) -> None:
    asked = request.load(at(tmp_path, REQUEST + 'platform = "netwerk"\naantal = 2.5\n'))

    assert (asked.klant, asked.datum) == ("waterhoek", date(2026, 2, 3))
    (regel,) = asked.regels
    assert (regel.prijs, regel.aantal) == (Decimal(100), Decimal("2.5"))
    assert regel.labels == {"platform": "netwerk"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("order = 1\n", "key-missing"),
        ('klant = "a"\nregel = 3\n', "key-kind"),
        ('klant = "a"\nregel = ["x"]\n', "key-kind"),
        ('klant = "a"\ncontract = "x"\n', "key-unknown"),
        ('klant = "a"\nkleur = "x"\n', "key-unknown"),
        ('klant = "a"\n[[regel]]\ntekst = "x"\n', "key-missing"),
        ('klant = "a"\n[[regel]]\ntekst = "x"\nprijs = "1"\n', "key-kind"),
        ('klant = "a"\n[[regel]]\ntekst = "x"\nprijs = nan\n', "key-kind"),
        ('klant = "a"\n[[regel]]\ntekst = "x"\nprijs = 1e40\n', "key-kind"),
        ('klant = "a"\n[[regel]]\ntekst = "x"\nprijs = 1e12\n', "key-kind"),
        ('klant = "a"\n[[regel]]\ntekst = "x"\nprijs = 1\naantal = -inf\n', "key-kind"),
        ("klant =\n", "toml"),
    ],
)
def test_a_request_that_is_not_sound_is_told(
    tmp_path: Path, text: str, code: str
) -> None:
    with pytest.raises(UnreadableError) as caught:
        request.load(at(tmp_path, text))

    assert caught.value.code == code
