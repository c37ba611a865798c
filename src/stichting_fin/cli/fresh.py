"""The command for a new administration: init."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click


@click.command("init")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--naam", prompt="Naam van de stichting", help="The foundation's name.")
@click.option("--zetel", prompt="Statutaire zetel", help="Where it has its seat.")
@click.option("--rsin", prompt="RSIN", help="Its RSIN.")
@click.option("--kvk", prompt="KvK-nummer", help="Its number at the KvK.")
@click.option("--iban", prompt="IBAN van de betaalrekening", help="Its bank account.")
@click.option(
    "--boekjaar",
    type=click.IntRange(1901, 9998),
    prompt="Eerste boekjaar",
    default=lambda: datetime.now().astimezone().year,
    help="The first year to book.",
)
def init_(
    folder: Path,
    *,
    naam: str,
    zetel: str,
    rsin: str,
    kvk: str,
    iban: str,
    boekjaar: int,
) -> None:
    """Write a fresh administration in FOLDER, which must be new or empty."""
    from stichting_fin import fresh
    from stichting_fin.commit import commit
    from stichting_fin.fault import UnreadableError
    from stichting_fin.payment import compact, is_iban

    if folder.exists() and any(folder.iterdir()):
        raise UnreadableError("init-there", folder)
    if not is_iban(iban):
        raise UnreadableError("init-iban", folder, iban=iban)
    folder.mkdir(parents=True, exist_ok=True)
    root = folder.resolve()
    about = fresh.Foundation(naam, zetel, rsin, kvk, compact(iban), boekjaar)
    made = {root / name: content for name, content in fresh.files(about)}
    commit(root, made)
    (root / "importers" / "inbox").mkdir()
    for path in made:
        click.echo(path.relative_to(root))
