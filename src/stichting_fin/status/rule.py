"""Rules: those that never fired, and the lines that none of them caught."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from beancount.core import data

from stichting_fin.books import euros
from stichting_fin.intake.desk import Desk
from stichting_fin.money import ZERO
from stichting_fin.table import Column, Form, Kind, Row, Table

BANKS = {"bank", "psp"}
REASONS = {"regel-id", "besluit", "bewijs", "relatie"}


def idle(desk: Desk) -> Table:
    """Name each rule that decided nothing yet."""
    fired = {
        (posting.account, meta["regel-id"])
        for entry in desk.books.transactions
        for posting in entry.postings[:1]
        for meta in (entry.meta, *(each.meta or {} for each in entry.postings))
        if "regel-id" in meta
    }
    rows = tuple(
        Row(Kind.LINE, f"{profile.name} {rule.name}", (rule.account,))
        for profile in desk.profiles
        if profile.soort in BANKS
        for rule in profile.rules
        if (profile.account, rule.name) not in fired
    )
    return Table("Rules that never fired", (Column("Account", Form.TEXT),), rows)


def uncaught(desk: Desk) -> Table:
    """Add up, by their other side, the lines that no rule, match or person placed."""
    amounts: defaultdict[str, list[Decimal]] = defaultdict(list)
    for entry in lines(desk):
        amounts[entry.payee or entry.narration or ""].append(euros(entry.postings[0]))
    rows = tuple(
        Row(Kind.LINE, name, (len(some), sum(some, ZERO)))
        for name, some in sorted(amounts.items(), key=lambda each: -len(each[1]))
    )
    columns = (Column("Lines", Form.NUMBER), Column("EUR"))
    note = "import --suggest proposes rules"
    return Table("Lines that no rule caught", columns, rows, note=note)


def lines(desk: Desk) -> Iterator[data.Transaction]:
    """Give the bank lines that wait because nothing speaks of them."""
    accounts = {p.account for p in desk.profiles if p.soort in BANKS}
    for entry in desk.books.transactions:
        waits = entry.flag == "!" and not REASONS & entry.meta.keys()
        if waits and entry.postings and entry.postings[0].account in accounts:
            yield entry
