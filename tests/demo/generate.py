"""The demonstration as files: `PYTHONPATH=tests python -m demo.generate FOLDER`."""

from __future__ import annotations

import shutil
import sys
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from demo import bills, budget, camt, choices, hand, journal, tables, truth, ubl
from demo.bank import UNPLACED
from demo.model import ABN, ING, ZERO, total

INBOX = "importers/inbox"
OVERLAPS = {3: date(2025, 2, 24), 7: date(2025, 6, 27)}  # exports that begin too early
AHEAD = (
    date(2025, 6, 1),
    date(2025, 6, 16),
    date(2025, 6, 18),
)  # a month, seen halfway


def files() -> dict[str, bytes]:
    """Give every file of the demonstration that this generator owns, by path."""
    one = truth.world()
    found = {**_inbox(one), **_bank(one)}
    texts = {**_ledger(one), **_choices(one)}
    texts["tests/demo/truth.json"] = truth.told(one)
    texts["tests/demo/leven.toml"] = _life(found)
    found |= {path: text.encode() for path, text in texts.items()}
    return dict(sorted(found.items()))


def write(folder: Path) -> None:
    """Write the demonstration into a folder; what lay in the inbox goes first."""
    shutil.rmtree(folder / INBOX, ignore_errors=True)
    for path, content in files().items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def _ledger(one: truth.World) -> dict[str, str]:
    opening, *old = one.before
    return {
        "ledger/2023/beginbalans.beancount": journal.text(
            "De beginbalans, uit de vastgestelde jaarrekening 2023.", [opening]
        ),
        "ledger/2024/overname.beancount": journal.text(
            "Boekjaar 2024, met de hand overgenomen uit het vorige pakket.", old
        ),
        "ledger/2024/begroting.beancount": journal.budget(
            "Begroting 2024; baten zijn negatief, zoals geboekt.",
            2024,
            budget.begroting(2024),
        ),
        "ledger/2025/memoriaal.beancount": journal.text(
            "Wat de penningmeester in 2025 met de hand boekte.", one.memorial
        ),
        "ledger/2025/begroting.beancount": journal.budget(
            "Begroting 2025; baten zijn negatief, zoals geboekt.",
            2025,
            budget.begroting(2025),
        ),
        "ledger/2026/memoriaal.beancount": journal.text(
            "Wat de penningmeester in 2026 met de hand boekte.",
            [hand.bestemming(2025, one.entries)],
        ),
    }


def _choices(one: truth.World) -> dict[str, str]:
    unplaced = next(line for line in one.lines if line.name == UNPLACED)
    bank = f"{choices.ABN_IBAN}:acctsvcr1:{unplaced.reference}:{unplaced.amount}"
    texts = {
        "ledger/relaties.toml": choices.relaties(),
        "importers/besluiten.toml": choices.besluiten(
            bank, f"studio-noordlicht:{bills.WRONG}"
        ),
    }
    bronnen = choices.BRONNEN.items()
    return texts | {f"importers/bronnen/{name}.toml": text for name, text in bronnen}


def _inbox(one: truth.World) -> dict[str, bytes]:
    found = {}
    for bill in (*one.year.sales, *one.year.purchases):
        name = f"{'verkoop' if bill.sale else bill.party.key}-{bill.number}.xml"
        found[f"{INBOX}/{bill.folder}/{name}"] = ubl.write(bill)
    for quarter in range(1, 5):
        months = range(quarter * 3 - 2, quarter * 3 + 1)
        folder = f"{INBOX}/{_after(quarter * 3)}"
        claims = [bill for bill in one.year.claims if bill.day.month in months]
        found[f"{folder}/declaraties-2025-Q{quarter}.xlsx"] = tables.claims(claims)
        lines = [line for line in one.savings if line.day.month in months]
        opening = total(one.before, ING)
        opening += sum((x.amount for x in one.savings if x.day.month < months[0]), ZERO)
        first, last = date(2025, months[0], 1), _last(months[-1])
        name = f"K99870210_{first:%d-%m-%Y}_{last:%d-%m-%Y}.csv"
        found[f"{folder}/{name}"] = tables.savings(lines, opening)
    return found


def _bank(one: truth.World) -> dict[str, bytes]:
    found = {}
    for month in range(1, 13):
        first, last = OVERLAPS.get(month, date(2025, month, 1)), _last(month)
        folder = f"{INBOX}/{_after(month)}"
        version = "02" if month < 7 else "08"
        name = f"camt053_{choices.ABN_IBAN}_{first}_{last}.xml"
        found[f"{folder}/{name}"] = camt.statement(
            one.lines, first, last, _opening(one, first), version
        )
        rows = [row for row in one.rows if row.day.month == month]
        found[f"{folder}/mollie-afrekening-2025-{month:02}.csv"] = tables.mollie(rows)
    first, last, seen = AHEAD
    name = f"camt053_{choices.ABN_IBAN}_{first}_{last}.xml"
    found[f"{INBOX}/{seen}/{name}"] = camt.statement(
        one.lines, first, last, _opening(one, first), "02"
    )
    return found


def _opening(one: truth.World, day: date) -> Decimal:
    earlier = (line.amount for line in one.lines if line.day < day)
    return total(one.before, ABN) + sum(earlier, ZERO)


def _last(month: int) -> date:
    return date(2025 + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def _after(month: int) -> date:
    return _last(month) + timedelta(days=3)


def _life(found: dict[str, bytes]) -> str:
    """Tell per quarter which folders had come when its return was filed."""
    folders = sorted({path.split("/")[2] for path in found})
    text = "# Het leven van 2025: wat er lag toen een aangifte werd gedaan, en wat er nog kwam.\n"
    text += f'boekjaar = "2025"\npeildatum = {truth.PEILDATUM}\n'
    for n, (day, reference) in enumerate(truth.FILED, 1):
        came = [name for name in folders if name <= str(day)]
        folders = folders[len(came) :]
        names = "".join(f'  "{name}",\n' for name in came)
        text += f'\n[[kwartaal]]\nperiode = "2025-Q{n}"\ningediend = {day}\nkenmerk = "{reference}"\nmappen = [\n{names}]\n'
    names = "".join(f'  "{name}",\n' for name in folders)
    return f"{text}\n[daarna]\nmappen = [\n{names}]\n"


if __name__ == "__main__":
    write(Path(sys.argv[1]))
