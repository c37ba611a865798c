"""CSV: tables of banks and payment providers, read as their descriptions say.

A face sets `FORMATEN` to the folder with the treasurer's own descriptions.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path

from stichting_fin.fault import UnreadableError
from stichting_fin.intake import formats
from stichting_fin.intake.formats import cells, description, dialect
from stichting_fin.intake.formats.cells import Claim
from stichting_fin.intake.formats.description import CLOSE, Description
from stichting_fin.intake.formats.rows import statements
from stichting_fin.intake.formats.sheet import Layout
from stichting_fin.intake.statement import Note, Statement

HEAD = 16384  # bytes in which a header or a first row stands
FORMATEN = formats.FORMATEN
Firsts = dict[tuple[int, str, str], list[str]]  # by start, quote and delimiter
MANGLED = Note("csv-mangled", rule="L-40")


def sniff(head: bytes) -> str:
    """Name the table that begins so, "csv-ing"; "" when no description knows it."""
    if b"\0" in head:
        return ""
    claims = _claims(dialect.decoded(head, whole=False))
    return claims[0].made.name if claims else ""


def read(path: Path) -> Iterator[Statement]:
    """Give a statement for each account and currency in the table.

    Raises:
        UnreadableError: No description fits, two do, or a row is not as described.
    """
    with path.open("rb") as file:
        head = dialect.decoded(file.read(HEAD), whole=False)
    claims = _claims(head)
    if not claims:
        raise UnreadableError("format-unknown", path)
    if len(claims) > 1:
        names = ", ".join(claim.made.name for claim in claims)
        raise UnreadableError("format-ambiguous", path, names=names)
    claim = claims[0]
    if claim.made.refuse:
        raise UnreadableError(claim.made.refuse, path)
    if not claim.fit.exact:
        raise UnreadableError(
            "csv-header",
            path,
            1,
            format=claim.made.title,
            missing=", ".join(claim.fit.missing) or "-",
            unknown=", ".join(claim.fit.unknown) or "-",
        )
    fit = claim.fit
    if claim.mangled:
        fit = fit._replace(notes=(MANGLED, *fit.notes))
    layout = Layout.of(path, claim.made, fit, claim.first)
    yield from statements(
        layout, partial(cells.all_rows, path, claim), cells.blocks(path, head, claim)
    )


def _claims(text: str) -> list[Claim]:
    """Give the descriptions that fit; when none does, the one that nearly does."""
    folder = FORMATEN.get()
    known = _shipped() + (description.load(folder) if folder else ())
    read: Firsts = {}
    claims = [claim for made in known if (claim := _claim(made, text, read))]
    exact = [claim for claim in claims if claim.fit.exact]
    near = [claim for claim in claims if claim.fit.share >= CLOSE]
    return exact or sorted(near, key=lambda claim: -claim.fit.share)[:1]


@cache
def _shipped() -> tuple[Description, ...]:
    """Give the descriptions of the package, which do not change while it runs."""
    return description.load()


def _claim(made: Description, text: str, read: Firsts) -> Claim | None:
    """Lay a description on the beginning of a text, with the sign that fits best.

    Many descriptions ask for one row: `read` keeps it.
    """
    start = cells.start(made, text)
    if start is None:
        return None
    claims = []
    for delimiter in made.delimiter:
        asked = (start, made.quote, delimiter)
        if asked not in read:
            read[asked] = cells.first_row(text[start:], made, delimiter)
        first = read[asked]
        if len(first) == 1 and delimiter not in first[0]:
            continue  # no table has one column
        claims.append(Claim(made, delimiter, description.fit(made, first), first))
        if len(first) == 1 and delimiter in first[0]:
            inner = cells.first_row(first[0], made, delimiter)
            fitted = description.fit(made, inner)
            claims.append(Claim(made, delimiter, fitted, inner, mangled=True))
    return max(
        claims, key=lambda claim: (claim.fit.exact, claim.fit.share), default=None
    )
