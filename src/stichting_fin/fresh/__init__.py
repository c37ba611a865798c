"""Fresh: the files of a new administration, which loads without a fault.

What only a new administration has lies beside this module, with `$naam` where a value
goes; what it shares with the demonstration is taken from there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from string import Template

from stichting_fin.journal import quoted

OWN = Path(__file__).parent
TREE = OWN.parents[2]  # of a checkout; a wheel holds the shared files here
SHARED = (
    "importers/config.py",
    "reports/balans.toml",
    "reports/baten-en-lasten.toml",
    "reports/teksten/belastingpakket.toml",
    "reports/teksten/herinnering.toml",
    "reports/templates/brief.typ",
    "reports/templates/huisstijl.typ",
    "reports/templates/jaarrekening.typ",
    "reports/templates/overzicht.typ",
)
BOEKJAAR, VORIG = "boekjaar", "vorig"  # parts of a path that name a year


@dataclass(frozen=True, slots=True)
class Foundation:
    """What must be known of a foundation to begin its books.

    Attributes:
        iban: Of its current account.
        jaar: The first boekjaar, a calendar year.
    """

    naam: str
    zetel: str
    rsin: str
    kvk: str
    iban: str
    jaar: int


def files(foundation: Foundation) -> Iterator[tuple[str, bytes]]:
    """Give each file by its path in the administration."""
    said = {name: _plain(str(value)) for name, value in asdict(foundation).items()}
    vorig = str(foundation.jaar - 1)
    said["begin"] = f"{vorig}-12-31"  # of the first balance, which then compares
    for path in sorted(OWN.rglob("*.*")):
        name = path.relative_to(OWN).as_posix()
        if name not in SHARED and path.suffix in {".beancount", ".md", ".toml"}:
            text = Template(path.read_text("utf-8")).substitute(said)
            named = name.replace(BOEKJAAR, said["jaar"]).replace(VORIG, vorig)
            yield named, text.encode()
    for name in SHARED:
        places = (OWN / name, TREE / name)
        yield name, next(p for p in places if p.is_file()).read_bytes()


def _plain(text: str) -> str:
    """Give a text as it may stand between quotes, on one line."""
    return quoted(" ".join(text.split()))[1:-1]
