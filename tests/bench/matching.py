"""Matching: how often it is right on simulated years, and what a line costs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import astuple
from datetime import date
from decimal import Decimal
from pathlib import Path

from bench.formats import spent
from sim import play, world
from sim.score import Score, score, share, wilson
from stichting_fin.intake import booking
from stichting_fin.intake.statement import Line
from stichting_fin.openitems import Item

BEGIN, END = "<!-- gemeten -->\n", "<!-- einde -->\n"
SEEDS = tuple(range(101, 111))  # none of those on which the rules were mended
HOLDERS = 200  # relations among which the items are
DAY = date(2025, 3, 1)


def written(
    seeds: tuple[int, ...] = SEEDS, size: tuple[int, int] = (2000, 6000)
) -> str:
    """Give the tables of simulated years, as Markdown."""
    years = [world.world(seed, *size) for seed in seeds]
    found = [score(play.Play(year, play.desk_of(year)).cases()) for year in years]
    return "\n".join([*_hard(years), "", *_right(found), ""])


def renew(path: Path, tables: str) -> None:
    """Put the tables in their place in a page."""
    head, mark, rest = path.read_text("utf-8").partition(BEGIN)
    assert mark
    path.write_text(f"{head}{BEGIN}\n{tables}\n{END}{rest.partition(END)[2]}", "utf-8")


def cost(count: int, new: int) -> float:
    """Give the CPU seconds in which new lines are judged against open items.

    A third names its item, a third only has its amount, a third pays nothing.
    """
    return min(_once(count, new) for _ in range(3))


def _once(count: int, new: int) -> float:
    desk = play.desk_of(world.World(_parties(), []))
    for number in range(count):
        relatie = f"p{number % HOLDERS}"
        amount = Decimal(1000 + number * 7 % 9973).scaleb(-2)
        nummer = f"F2025-{number:05}"
        link = f"verkoop-{nummer}"
        desk.open.add(Item(play.OWED, relatie, nummer, link, DAY, amount=amount))
    lines = [_line(number, count) for number in range(new)]

    def deed() -> None:
        for number, line in enumerate(lines):
            booking.book(f"r:{number}", line, play.BANK, "f#a#1", desk)

    return spent(deed, 1)


def _line(number: int, count: int) -> Line:
    place = number * 37 % count
    amount = Decimal(1000 + place * 7 % 9973).scaleb(-2)
    text = (f"Factuur F2025-{place:05} klant 10234", "dank u wel", f"gift {number}")
    iban = "" if number % 3 == 2 else world.iban(place % HOLDERS)
    name = f"Naam {number}"
    return Line(DAY, amount, counterparty=name, iban=iban, text=text[number % 3])


def _parties() -> list[world.Party]:
    return [
        world.Party(
            f"p{n}", f"Relatie {n}", (world.iban(n),), world.iban(n), sells=False
        )
        for n in range(HOLDERS)
    ]


def _hard(years: list[world.World]) -> Iterator[str]:
    """Tell what the years are made of."""
    yield "| of the paying lines, or the invoices | share |"
    yield "|---|---|"
    all_ = [world.shares(year) for year in years]
    for name in all_[0]:
        yield f"| {name} | {sum(each[name] for each in all_) / len(all_):.1%} |"


def _right(found: list[Score]) -> Iterator[str]:
    """Tell how often the program was right, all years together."""
    whole = Score(*map(sum, zip(*map(astuple, found), strict=True)))
    sure = whole.right + whole.wrong
    precise = [each for each in found if each.automatic]
    automatic = sum(each.right for each in precise)
    yield "| all years together | lines | of | share | interval of 95 % (Wilson) |"
    yield "|---|---|---|---|---|"
    for name, part, all_ in (
        ("matched by itself, and right", whole.right, sure),
        ("matchable: by itself, or first proposal", whole.found, whole.matchable),
        ("paying: by itself, at 99 % precision or better", automatic, whole.paying),
        ("paying: proposed first, one among no equals", whole.proposed, whole.paying),
        ("paying: matchable at all", whole.matchable, whole.paying),
    ):
        low, high = wilson(part, all_)
        yield f"| {name} | {part:,} | {all_:,} | {share(part, all_):.2%} | {low:.2%} to {high:.2%} |"
    yield ""
    yield "| year | lines | paying | by itself, right | wrong | matchable | reached |"
    yield "|---|---|---|---|---|---|---|"
    for seed, each in zip(SEEDS, found, strict=False):
        yield (
            f"| {seed} | {each.lines:,} | {each.paying:,} | {each.right:,} | {each.wrong} "
            f"| {each.matchable:,} | {each.reached:.2%} |"
        )
