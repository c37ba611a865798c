"""Documents: the originals, kept unchanged beside the ledger with their digest."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from beancount.core import data

from stichting_fin.intake import billing
from stichting_fin.intake.billing import Bill
from stichting_fin.intake.desk import Desk, slug
from stichting_fin.intake.invoice import Invoice

ENDINGS = {  # format -> the ending of its file; all else is XML
    "factur-x": "pdf",
    "heic": "heic",
    "jpeg": "jpg",
    "png": "png",
    "tiff": "tif",
    "webp": "webp",
}


class Loaded(Protocol):
    """A file that was read: its invoices."""

    @property
    def invoices(self) -> tuple[Invoice, ...]:
        """Every invoice in it."""


def kept(
    bill: Bill, entry: data.Transaction, account: str, content: bytes, format_: str
) -> Iterator[tuple[Path, bytes, data.Document]]:
    """Give where the original and its attachments go, with a directive for each.

    Names from outside are slugs here, so that none can be a path.
    """
    folder = Path("ledger/documents", *account.split(":"))
    stem = f"{bill.day}.{slug(bill.relation.key)}-{slug(bill.invoice.number)}"
    names = [(f"{stem}.{ENDINGS.get(format_, 'xml')}", content)]
    for number, each in enumerate(bill.invoice.attachments, 1):
        name = slug(Path(each.name.replace("\\", "/")).name)[-40:]
        names.append((f"{stem}.{number}-{name}", each.content))
    for name, body in names:
        path = folder / name
        meta = {"sha256": sha256(body).hexdigest()}
        directive = data.Document(
            data.new_metadata("", 0, meta),
            entry.date,
            account,
            f"../{path.relative_to('ledger').as_posix()}",
            frozenset(),
            frozenset({bill.link}),
        )
        yield path, body, directive


def again(
    entry: data.Transaction, desk: Desk, load: Callable[[Path], Loaded]
) -> Bill | None:
    """Look up the archived document of an entry that waits; None when it is gone."""
    name, digest, number = entry.meta["bron"].rsplit("#", 2)
    for path in sorted((desk.folder / "importers/archief").rglob(name)):
        if sha256(path.read_bytes()).hexdigest().startswith(digest):
            invoice = load(path).invoices[int(number) - 1]
            return billing.seen(invoice, desk, entry.meta.get("ontvangen"))
    return None
