"""An administration of any size, its journals in the shape that `import` writes."""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

from beancount.core import data
from beancount.core.amount import Amount

from stichting_fin import journal
from stichting_fin.money import ZERO, cents

HOUSE = Path(__file__).parents[2]
BANK, IBAN = "Assets:Bank:AbnAmro", "NL52ABNA0123998701"
OWED, OWING = "Assets:Debiteuren", "Liabilities:Crediteuren"
BACK, EU = "Assets:Btw:Voorbelasting", "Liabilities:Btw:Eu"
HIGH = Decimal("0.21")
KEY = Decimal("0.60")
FIRST, LAST = date(2025, 1, 1), date(2025, 12, 31)
OPENING = Decimal("41250.18")  # of the bank, in the demonstration's beginbalans
SHARED = 100  # files that stand behind all documents
DEMO = {"platform": "samenwerkplatform", "taak": "technisch-beheer"}
COST = {"platform": "algemeen", "taak": "technisch-beheer", "onderdeel": "beheer"}

Journals = dict[str, list[data.Directive]]


def make(folder: Path, count: int, seed: int = 7) -> None:
    """Write an administration of about `count` transactions, all of 2025."""
    shutil.rmtree(folder, ignore_errors=True)
    ledger = folder / "ledger"
    year = ledger / "2025"
    year.mkdir(parents=True)
    shutil.copytree(HOUSE / "reports", folder / "reports")
    shutil.copytree(HOUSE / "importers/bronnen", folder / "importers/bronnen")
    shutil.copytree(HOUSE / "ledger/2023", ledger / "2023")
    for path in (HOUSE / "ledger").glob("*.*"):
        shutil.copy(path, ledger)
    bare(ledger)
    journals = _journals(count, Random(seed), _documents(ledger / "documents"))  # noqa: S311  # no secret
    for name, entries in journals.items():
        text = journal.merge("", entries)
        (year / f"{name}.beancount").write_text(text, "utf-8")


def bare(ledger: Path) -> Path:
    """Write beside a main file one without our plugin, which bean-check then reads."""
    main = (ledger / "main.beancount").read_text("utf-8")
    lines = (line for line in main.splitlines() if not line.startswith("plugin "))
    path = ledger / "bare.beancount"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def _documents(folder: Path) -> dict[Path, str]:
    """Write the files that stand behind all documents; give the digest of each."""
    folder.mkdir()
    made = {}
    for number in range(SHARED):
        content = f"<Invoice>{number}{'<x>0</x>' * 700}</Invoice>".encode()
        (path := folder / f"{number}.xml").write_bytes(content)
        made[path] = sha256(content).hexdigest()
    return made


def _journals(count: int, random: Random, files: dict[Path, str]) -> Journals:
    """Give the entries of each dagboek: of ten, four gifts, six of invoices."""
    found: Journals = defaultdict(list)
    originals = list(files.items())
    days = (LAST - FIRST).days
    for number in range(max(1, count // 10)):
        day = FIRST + timedelta(days=number * days * 10 // max(count, 10))
        for each in range(4):
            found["abnamro"].append(_gift(number * 4 + each, day, random))
        for name, bill in (
            ("inkoop", _purchase(number, day, random)),
            ("inkoop", _abroad(number, day, random)),
            ("verkoop", _sale(number, day, random)),
        ):
            found[name].append(bill)
            found["documenten"].append(_document(bill, *originals[number % SHARED]))
            found["abnamro"].append(_payment(bill))
    found["abnamro"].extend(list(_balances(found["abnamro"])))
    return found


def _gift(number: int, day: date, random: Random) -> data.Transaction:
    amount = Decimal(random.randrange(500, 20000)).scaleb(-2)
    meta = {"iban": f"NL{number % 90 + 10}RABO{number:010}", "code": "N654"}
    ref = f"{IBAN}:acctsvcr1:{number:016}:{amount}"
    postings = [
        _posting(BANK, amount),
        _posting("Income:Giften:Particulieren", -amount, platform="algemeen"),
    ]
    more = {**meta, "regel-id": "gift"}
    return _entry(day, f"Donateur {number % 977}", "Gift", ref, more, postings)


def _purchase(number: int, day: date, random: Random) -> data.Transaction:
    base = Decimal(random.randrange(1000, 200000)).scaleb(-2)
    tax = cents(base * HIGH)
    back = cents(tax * KEY)
    cost = "Expenses:Uitbesteed:TechnischBeheer"
    postings = [
        _posting(cost, base, **COST, btw="inkoop-hoog", aftrek=KEY * 100),
        _posting(cost, tax - back, **COST),
        _posting(BACK, back),
        _posting(OWING, -base - tax),
    ]
    return _bill("serverhuis", f"SH-{number:06}", day, postings)


def _abroad(number: int, day: date, random: Random) -> data.Transaction:
    base = Decimal(random.randrange(1000, 100000)).scaleb(-2)
    tax = cents(base * HIGH)
    postings = [
        _posting("Expenses:Ict:Hosting", base, **COST, btw="inkoop-eu-dienst"),
        _posting(BACK, tax),
        _posting(EU, -tax),
        _posting(OWING, -base),
    ]
    return _bill("cloudhaven", f"CHI-{number:06}", day, postings)


def _sale(number: int, day: date, random: Random) -> data.Transaction:
    base = Decimal(random.randrange(10000, 500000)).scaleb(-2)
    tax = cents(base * HIGH)
    postings = [
        _posting(OWED, base + tax),
        _posting("Income:Gebruik:Samenwerkplatform", -base, **DEMO, btw="verkoop-hoog"),
        _posting("Liabilities:Btw:Hoog", -tax),
    ]
    return _bill("gemeente-terwilgen", f"F{number:06}", day, postings)


def _bill(
    relatie: str, number: str, day: date, postings: list[data.Posting]
) -> data.Transaction:
    sale = number.startswith("F")
    meta = {
        "relatie": relatie,
        "factuurnummer": number,
        "factuurdatum": day,
        "vervaldatum": day + timedelta(days=30),
    }
    link = f"verkoop-{number}" if sale else f"inkoop-{relatie}/{number}"
    ref = f"{relatie}:{number}"
    text = f"Factuur {number}"
    return _entry(day, relatie.capitalize(), text, ref, meta, postings, link)


def _payment(bill: data.Transaction) -> data.Transaction:
    """Give the bank's side of a bill, two weeks later; the last ones stay on time."""
    owed = next(p for p in bill.postings if p.account in (OWED, OWING))
    amount = _number(owed)
    relatie, number = bill.meta["relatie"], bill.meta["factuurnummer"]
    day = min(bill.date + timedelta(days=14), LAST)
    postings = [
        _posting(BANK, amount),
        _posting(owed.account, -amount, relatie=relatie, factuurnummer=number),
    ]
    meta = {
        "iban": "NL51RABO0300403869",
        "code": "N247",
        "relatie": relatie,
        "bewijs": f"nummer {number}",
    }
    ref = f"{IBAN}:acctsvcr1:{relatie}{number}:{amount}"
    link = next(iter(bill.links))
    return _entry(
        day, bill.payee or "", bill.narration or "", ref, meta, postings, link
    )


def _entry(  # noqa: PLR0917  # as an entry reads
    day: date,
    payee: str,
    text: str,
    ref: str,
    more: dict[str, Any],
    postings: list[data.Posting],
    link: str = "",
) -> data.Transaction:
    bron = f"bank-{day}.xml#{sha256(ref.encode()).hexdigest()[:12]}#1"
    meta = data.new_metadata("", 0, {"ref": ref, "bron": bron, **more})
    links = frozenset({link} if link else ())
    return data.Transaction(meta, day, "*", payee, text, frozenset(), links, postings)


def _posting(account: str, amount: Decimal, **meta: Any) -> data.Posting:
    units = Amount(amount, "EUR")
    return data.Posting(account, units, None, None, None, meta or None)


def _document(bill: data.Transaction, file: Path, digest: str) -> data.Document:
    """Give a document with a name of its own, by a link to the file."""
    number = bill.meta["factuurnummer"]
    account = OWED if number.startswith("F") else OWING
    (path := file.with_name(f"{bill.date}.{number}.xml")).hardlink_to(file)
    meta = data.new_metadata("", 0, {"sha256": digest})
    name = f"../documents/{path.name}"
    return data.Document(meta, bill.date, account, name, frozenset(), bill.links)


def _balances(entries: list[data.Directive]) -> Iterator[data.Balance]:
    """Give what the bank held at the end of each day with a movement."""
    moved: defaultdict[date, Decimal] = defaultdict(Decimal)
    for entry in entries:
        assert isinstance(entry, data.Transaction)
        moved[entry.date] += _number(entry.postings[0])
    held = OPENING
    for day in sorted(moved):
        held += moved[day]
        meta = data.new_metadata("", 0, {"bron": f"bank-{day}.xml"})
        amount = Amount(held, "EUR")
        yield data.Balance(meta, day + timedelta(days=1), BANK, amount, None, None)


def _number(posting: data.Posting) -> Decimal:
    units = posting.units
    assert units is not None
    return units.number or ZERO
