"""Documents: the originals, kept unchanged beside the ledger with their digest."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from beancount.core import data

from stichting_fin.intake.billing import entry as billing
from stichting_fin.intake.billing.bill import Bill
from stichting_fin.intake.desk import Desk, slug
from stichting_fin.intake.invoice import Invoice
from stichting_fin.relations import Relation

ENDINGS = (  # how a file begins, and the ending by which programs know it
    ("pdf", re.compile(rb"[\s\S]{0,1024}%PDF-")),
    ("jpg", re.compile(rb"\xff\xd8\xff")),
    ("png", re.compile(rb"\x89PNG")),
    ("tif", re.compile(rb"II\*\0|MM\0\*")),
    ("webp", re.compile(rb"RIFF....WEBP", re.DOTALL)),
    ("heic", re.compile(rb"....ftyp", re.DOTALL)),
    ("xlsx", re.compile(rb"PK\x03\x04")),
    ("json", re.compile(rb"(?:\xef\xbb\xbf)?\s*[\[{]")),
    ("xml", re.compile(rb"(?:\xef\xbb\xbf)?\s*<|\xff\xfe|\xfe\xff")),
)


class Original(Protocol):
    """The file that an invoice stands in."""

    @property
    def content(self) -> bytes:
        """All of it."""

    @property
    def invoices(self) -> tuple[Invoice, ...]:
        """Every invoice in it."""


def kept(
    bill: Bill, entry: data.Transaction, account: str, file: Original
) -> Iterator[tuple[Path, bytes, data.Document]]:
    """Give where the original and its attachments go, with a directive for each.

    Names from outside are slugs here, so that none can be a path. An export of many
    invoices is kept once, under its first day and its digest.
    """
    stem = f"{bill.day}.{slug(bill.relation.key)}-{slug(bill.invoice.number)}"
    names = [(f"{_stem(file) or stem}.{_ending(file.content)}", file.content)]
    for number, each in enumerate(bill.invoice.attachments, 1):
        name = slug(Path(each.name.replace("\\", "/")).name)[-40:]
        names.append((f"{stem}.{number}-{name}", each.content))
    for name, body in names:
        yield _kept(name, body, entry, (account, bill.link))


def copied(
    bill: tuple[Relation, str], entry: data.Transaction, account: str, file: Original
) -> tuple[Path, bytes, data.Document]:
    """Give where a copy of an invoice for people goes, with its directive.

    Args:
        bill: The relation, and the link of the invoice.
        entry: The invoice in the books.
        account: On which it is owed.
        file: The copy.
    """
    relation, link = bill
    number = slug(str(entry.meta["factuurnummer"]))
    name = f"{entry.date}.{slug(relation.key)}-{number}.{_ending(file.content)}"
    return _kept(name, file.content, entry, (account, link))


def free(folder: Path, writes: Mapping[Path, bytes], path: Path, body: bytes) -> Path:
    """Give a name that no other original has, so that none is written over."""
    place = folder / path
    there = writes.get(place) or (place.read_bytes() if place.exists() else body)
    if there == body:
        return path
    return path.with_stem(f"{path.stem}-{sha256(body).hexdigest()[:8]}")


def named(directive: data.Document, path: Path) -> data.Document:
    """Give a directive with the name that its file got."""
    return directive._replace(filename=f"../{path.relative_to('ledger').as_posix()}")


def _kept(
    name: str, body: bytes, entry: data.Transaction, at: tuple[str, str]
) -> tuple[Path, bytes, data.Document]:
    account, link = at
    path = Path("ledger/documents", *account.split(":"), name)
    meta = {"sha256": sha256(body).hexdigest()}
    directive = data.Document(
        data.new_metadata("", 0, meta),
        entry.date,
        account,
        "",
        frozenset(),
        frozenset({link}),
    )
    return path, body, named(directive, path)


def _stem(file: Original) -> str:
    """Give the name of a file that holds many invoices; "" when it holds one."""
    days = [each.issue_date for each in file.invoices if each.issue_date]
    digest = sha256(file.content).hexdigest()[:12]
    return f"{min(days)}.{digest}" if len(file.invoices) > 1 else ""


def _ending(content: bytes) -> str:
    """Give the ending by which a person's programs know a file; a table has no sign."""
    return next((name for name, begin in ENDINGS if begin.match(content)), "csv")


def again(
    entry: data.Transaction, desk: Desk, load: Callable[[Path], Original]
) -> Bill | None:
    """Look up the archived document of an entry that waits; None when it is gone."""
    name, digest, number = entry.meta["bron"].rsplit("#", 2)
    for path in sorted((desk.folder / "importers/archief").rglob(name)):
        if sha256(path.read_bytes()).hexdigest().startswith(digest):
            invoice = load(path).invoices[int(number) - 1]
            return billing.seen(invoice, desk, entry.meta.get("ontvangen"))
    return None
