"""What is certain: who asked, what is named, whose account it is, and what agrees."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from stichting_fin.intake.matching.candidates import Open
from stichting_fin.intake.matching.match import Match, match, rivals, sums
from stichting_fin.intake.matching.mention import near
from stichting_fin.intake.statement import Line
from stichting_fin.openitems import Item
from stichting_fin.payment import Handed
from stichting_fin.relations import Relation, Relations

TOWN = Relation("stad", "Gemeente Zuiderdam", iban=("NL91ABNA0417164300",))
OTHER = Relation("dorp", "Gemeente Oosterveen", iban=("NL20INGB0001234567",))
CLUB = Relation(
    "club", "Vereniging Noord", iban=("NL44RABO0123456789",), abonnement=True
)
ABOUT = {"iban": TOWN.iban[0]}
RF = "RF18539007547034"


def item(number: str, amount: str, relatie: str = "stad", **more: Any) -> Item:
    link = f"verkoop-{relatie}-{number}"
    return Item(
        "Assets:Debiteuren", relatie, number, link, amount=Decimal(amount), **more
    )


def line(amount: str, text: str = "", **more: Any) -> Line:
    return Line(date(2025, 3, 1), Decimal(amount), text=text, **more)


def found(
    line: Line, *items: Item, payer: Relation | None = TOWN, **more: Any
) -> Match | None:
    return match(line, payer, Open(items), **more)


def parts(match: Match | None) -> dict[str, str] | None:
    return {x.nummer: str(amount) for x, amount in match.parts} if match else None


@pytest.mark.parametrize(
    "said",
    [
        {"structured_reference": "rf18 5390 0754 7034"},
        {"text": RF},
        {"text": "betaling RF18 5390 0754 7034 dank"},
    ],
)
def test_a_reference_is_known_with_blanks_and_inside_a_text(
    said: dict[str, str],
) -> None:
    asked = item("1", "50.00", reference=RF)

    made = found(line("50.00", **said), asked, item("2", "50.00"), payer=None)

    assert parts(made) == {"1": "50.00"}
    assert made
    assert (made.evidence, made.seen) == ("kenmerk 1", ("bedrag",))


def test_a_reference_may_be_paid_in_part_or_too_much() -> None:
    for amount, word in (("20.00", "deel"), ("70.00", "meer")):
        made = found(line(amount, RF, **ABOUT), item("1", "50.00", reference=RF))

        assert made
        assert parts(made) == {"1": amount}
        assert made.seen == ("iban", word)


def test_of_one_reference_for_all_invoices_the_amount_tells_which() -> None:
    both = item("1", "50.00", reference=RF), item("2", "60.00", reference=RF)

    assert parts(found(line("60.00", RF), *both)) == {"2": "60.00"}
    assert parts(found(line("110.00", RF), *both)) == {"1": "50.00", "2": "60.00"}
    assert not found(line("55.00", RF), *both)


def test_of_two_equal_invoices_with_one_reference_none_is_certain() -> None:
    both = item("1", "50.00", reference=RF), item("2", "50.00", reference=RF)

    assert not found(line("50.00", RF), *both)
    assert not found(line("-50.00", RF), *both)


@pytest.mark.parametrize("amount", ["49.95", "50.05"])
def test_a_few_cents_are_rounding_where_the_reference_is_exact(amount: str) -> None:
    made = found(line(amount, RF), item("1", "50.00", reference=RF))

    assert made
    assert parts(made) == {"1": "50.00"}
    assert made.rounding == Decimal(amount) - 50
    assert made.seen[-1] == "afronding"


def test_six_cents_are_no_rounding_nor_is_a_payment_of_a_few_cents() -> None:
    made = found(line("49.94", RF), item("1", "50.00", reference=RF))
    small = found(line("0.04", RF), item("1", "0.05", reference=RF))

    assert made
    assert small
    assert parts(made) == {"1": "49.94"}
    assert parts(small) == {"1": "0.04"}
    assert not made.rounding
    assert not small.rounding


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("F2025-001", "factuur f2025.001"),
        ("F2025-001", "F 2025-001 maart"),
        ("F2025-001", "F2025-0 01"),
        ("F2025-001", "F2025-1"),
        ("000123456", "123456"),
        ("25/1070", "nota 25-1070"),
        ("2025-001", "fact.2025-001"),
        ("2025-001", "2025-001/klant"),
        ("7", "factuur 7"),
    ],
)
def test_a_number_is_known_however_it_is_written(number: str, text: str) -> None:
    assert parts(found(line("50.00", text, **ABOUT), item(number, "50.00"))) == {
        number: "50.00"
    }


@pytest.mark.parametrize("text", ["F2025-0011", "XF2025-001", "2025", "001", ""])
def test_a_part_of_a_word_names_nothing(text: str) -> None:
    assert not found(line("50.00", text, **ABOUT), item("F2025-001", "50.00"))


def test_a_number_and_its_amount_need_no_payer() -> None:
    said = line("50.00", "F2025-001")

    assert parts(found(said, item("F2025-001", "50.00"), payer=None))
    assert not found(line("49.00", "F2025-001"), item("F2025-001", "50.00"), payer=None)
    assert not found(line("50.00", "7"), item("7", "50.00"), payer=None)
    assert not found(line("50.00", "F2025-1"), item("F2025-001", "50.00"), payer=None)


def test_a_number_of_another_than_who_paid_is_not_certain() -> None:
    theirs = item("F2025-001", "50.00", "dorp")
    said = line("50.00", "F2025-001", counterparty="Gem. Zuiderdam")

    assert not found(said, theirs)
    assert not found(said, theirs, payer=None, hint=TOWN)
    assert found(said, theirs, payer=None, hint=OTHER)


def test_digits_of_a_stranger_may_be_the_number_of_anything() -> None:
    said = line("50.00", "gift 2025-004", counterparty="B. Achterberg")

    assert not found(said, item("2025-004", "50.00"), payer=None)
    assert found(said, item("2025-004", "50.00"), payer=None, hint=TOWN)


def test_a_number_with_a_neighbour_just_as_due_is_not_certain_of_a_stranger() -> None:
    both = item("F2025-012", "50.00"), item("F2025-021", "50.00", "dorp")

    assert not found(line("50.00", "F2025-012"), *both, payer=None)
    assert found(line("50.00", "F2025-012", **ABOUT), *both)


def test_several_numbers_must_add_up() -> None:
    both = item("F2025-001", "50.00"), item("F2025-002", "60.00")
    text = "F2025-001 en F2025-002"

    assert parts(found(line("110.00", text), *both)) == {
        "F2025-001": "50.00",
        "F2025-002": "60.00",
    }
    made = found(line("110.03", text), *both)
    assert made
    assert made.rounding == Decimal("0.03")
    assert not found(line("100.00", text), *both)


def test_a_part_stays_on_its_invoice_and_so_does_too_much() -> None:
    for amount in ("20.00", "70.00"):
        said = line(amount, "F2025-001 d.d. 12-03-2025")
        made = found(said, item("F2025-001", "50.00"))

        assert parts(made) == {"F2025-001": amount}


def test_another_amount_before_the_invoice_was_made_is_a_question() -> None:
    later = item("F2025-001", "50.00", date=date(2025, 3, 2))

    assert not found(line("20.00", "F2025-001"), later)
    assert found(line("50.00", "F2025-001"), later)


@pytest.mark.parametrize(
    ("amount", "text", "other"),
    [
        ("60.00", "F2025-001", "60.00"),  # the amount of another one
        ("60.02", "F2025-001", "60.00"),  # but for a few cents
        ("110.00", "F2025-001", "60.00"),  # of both
        ("40.00", "F2025-001", "-10.00"),  # less a credit note
        ("70.00", "F2025-001 F2025-009", "60.00"),  # a second number that we lack
        ("20.00", "2025-1", "60.00"),  # not the very number
    ],
)
def test_another_amount_is_a_question_where_it_may_mean_something_else(
    amount: str, text: str, other: str
) -> None:
    items = item("F2025-001", "50.00"), item("F2025-002", other)

    assert not found(line(amount, text, **ABOUT), *items)


def test_a_short_number_is_a_question_where_another_is_as_much() -> None:
    assert found(line("50.00", "7"), item("7", "50.00"), item("8", "60.00"))
    assert not found(line("50.00", "7"), item("7", "50.00"), item("8", "50.00"))
    assert not found(line("20.00", "7"), item("7", "50.00"))


def test_a_credit_note_is_netted_where_it_is_named_and_all_adds_up() -> None:
    both = item("F2025-001", "50.00"), item("C2025-001", "-10.00")

    made = found(line("40.00", "F2025-001 minus C2025-001"), *both)

    assert parts(made) == {"F2025-001": "50.00", "C2025-001": "-10.00"}
    assert not found(line("40.00", "betaling"), *both)


def test_only_a_credit_note_that_is_named_is_not_settled_by_money_of_its_sign() -> None:
    assert not found(line("10.00", "C2025-001"), item("C2025-001", "-10.00"))


def test_account_and_amount_are_enough_where_a_person_said_so() -> None:
    said = line("50.00", "maand", iban=CLUB.iban[0])
    one, other = item("1", "50.00", "club"), item("2", "50.00", "club")

    made = found(said, one, item("3", "60.00", "club"), payer=CLUB)

    assert parts(made) == {"1": "50.00"}
    assert made
    assert made.evidence == "abonnement 1"
    assert not found(said, one, other, payer=CLUB)
    assert not found(line("50.00", "maand"), one, payer=CLUB)
    assert not found(line("50.00", iban=TOWN.iban[0]), item("1", "50.00"))
    lied = line("50.00", "F2025-009", iban=CLUB.iban[0])
    assert not found(lied, one, item("F2025-009", "60.00", "club"), payer=CLUB)


def test_the_sum_of_what_we_sent_is_known_by_account_and_day() -> None:
    items = [item("1", "-50.00"), item("2", "-5.00")]
    links = tuple(each.link for each in items)
    handed = [Handed("NL52 ABNA 0123998701", date(2025, 3, 3), Decimal(55), links)]
    own = "NL52ABNA0123998701"

    made = match(line("-55.00"), None, Open(items, {}, handed), own=own)

    assert parts(made) == {"1": "-50.00", "2": "-5.00"}
    for wrong in (line("-54.00"), line("-55.00", iban=TOWN.iban[0]), line("55.00")):
        assert not match(wrong, None, Open(items, {}, handed), own=own)
    assert not match(line("-55.00"), None, Open(items, {}, handed), own="NL1")
    assert not match(line("-55.00"), None, Open(items, {}, handed * 2), own=own)
    assert not match(line("-55.00"), None, Open(items[:1], {}, handed), own=own)
    late = [replace(handed[0], day=date(2025, 3, 9))]
    assert not match(line("-55.00"), None, Open(items, {}, late), own=own)


def test_what_is_settled_is_no_candidate_any_more() -> None:
    one, other = item("1", "50.00"), item("2", "50.00")
    items = Open([one, other])

    items.settle(one, Decimal("50.00"))

    assert items.of("stad", Decimal(1)) == items.due(Decimal("50.00")) == [other]
    assert not match(line("50.00", "1", **ABOUT), TOWN, items)
    items.settle(one, Decimal("-20.00"))
    assert items.due(Decimal("20.00"), "stad") == [one]
    assert items.all_of("stad") == [one, other]


def test_of_very_many_items_each_and_each_pair_is_tried() -> None:
    many = [item(str(n), f"{n}.00") for n in range(1, 15)]
    amount = Decimal(60)

    assert not sums(many, amount)
    assert [len(some) for some in sums(many, Decimal(27))] == [2]
    assert rivals(many[0], Decimal(5), Open(many))
    assert rivals(many[0], Decimal("6.00"), Open(many))
    assert not rivals(many[0], Decimal("0.50"), Open(many))


@pytest.mark.parametrize(
    ("said", "number", "is_near"),
    [
        ("F2025012", "F2025012", True),
        ("F2025021", "F2025012", True),
        ("F202501", "F2025012", True),
        ("F2025", "F2025012", False),
        ("F20250123", "F2025012", True),
        ("F2025912", "F2025012", True),
        ("F2099012", "F2025012", False),
        ("F2024102", "F2025012", False),
        ("FACTUUR", "FACTUUR1", False),
        ("F7", "F8", False),
    ],
)
def test_one_slip_of_the_hand_is_near(said: str, number: str, is_near: bool) -> None:
    assert near(said, number) is is_near


def test_a_name_resembles_the_one_relation_with_its_own_words() -> None:
    known = Relations({each.key: each for each in (TOWN, OTHER, CLUB)})

    assert known.resembling("GEM. ZUIDERDAM") is TOWN
    assert known.resembling("Gemeente Oosterve") is OTHER
    assert known.resembling("Gemeente") is None
    assert known.resembling("Zuiderdam Oosterveen") is None
    assert known.resembling("Bakker") is None
    assert known.resembling("") is None
