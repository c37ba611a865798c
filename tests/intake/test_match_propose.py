"""What is only likely is proposed with its reasons, best first, equals side by side."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from stichting_fin.intake.matching.candidates import Open
from stichting_fin.intake.matching.propose import CROWD, MOST, Proposal, proposals, sole
from stichting_fin.intake.statement import Line
from stichting_fin.openitems import Item
from stichting_fin.relations import Relation

TOWN = Relation("stad", "Gemeente Zuiderdam", iban=("NL91ABNA0417164300",))
RF = "RF18539007547034"


def item(number: str, amount: str, relatie: str = "stad", **more: Any) -> Item:
    link = f"verkoop-{number}"
    return Item(
        "Assets:Debiteuren", relatie, number, link, amount=Decimal(amount), **more
    )


def offered(
    amount: str,
    text: str,
    *items: Item,
    payer: Relation | None = TOWN,
    hint: Relation | None = None,
    **more: Any,
) -> list[Proposal]:
    more = {"iban": "NL91ABNA0417164300"} | more
    line = Line(date(2025, 3, 1), Decimal(amount), text=text, **more)
    return proposals(line, payer, hint, Open(items))


def told(found: list[Proposal]) -> list[tuple[str, str]]:
    return [(each.links.replace("verkoop-", ""), each.reason) for each in found]


def test_account_and_the_one_item_of_this_amount() -> None:
    found = offered("50.00", "dank", item("A", "50.00"), item("B", "60.00"))

    assert told(found) == [
        ("A", "enige open post met dit bedrag, rekening bekend"),
    ]
    assert sole(found)


def test_a_name_and_what_resembles_one_say_so() -> None:
    by_name = offered("50.00", "dank", item("A", "50.00"), iban="")
    likely = offered("50.00", "", item("A", "50.00"), payer=None, hint=TOWN)

    assert by_name[0].reason.endswith("naam bekend")
    assert likely[0].reason.endswith("naam lijkt erop")


def test_two_equal_items_are_both_listed_and_none_stands_out() -> None:
    found = offered("50.00", "dank", item("A", "50.00"), item("B", "50.00"))

    assert told(found) == [
        ("A", "een van meer open posten met dit bedrag, rekening bekend"),
        ("B", "een van meer open posten met dit bedrag, rekening bekend"),
    ]
    assert not sole(found)
    assert not sole([])


def test_an_amount_alone_proposes_nothing_of_another_side() -> None:
    assert not offered("50.00", "dank", item("A", "50.00", "dorp"))
    assert not offered("50.00", "dank", item("A", "50.00"), payer=None)


def test_the_only_sum_of_open_items() -> None:
    items = item("A", "50.00"), item("B", "60.00"), item("C", "75.00")

    assert told(offered("125.00", "", *items)) == [
        ("A C", "enige som van open posten, rekening bekend")
    ]
    assert not offered("125.00", "", *items, item("D", "75.00"))
    many = (item(f"n{n}", "1.00") for n in range(12))
    assert not offered("62.00", "", *items, *many)


def test_all_that_is_open_with_its_credit_notes() -> None:
    items = item("A", "50.00"), item("B", "60.00"), item("C", "-10.00")

    assert told(offered("100.00", "", *items)) == [
        ("A B C", "alles wat openstaat, met creditnota's, rekening bekend")
    ]
    assert not offered("90.00", "", *items)


def test_a_part_where_nothing_else_is_open() -> None:
    assert told(offered("20.00", "", item("A", "50.00"))) == [
        ("A", "enige open post, bedrag is een deel, rekening bekend")
    ]
    assert not offered("70.00", "", item("A", "50.00"))


def test_a_number_with_a_slip_goes_before_its_equal() -> None:
    items = item("F2025-012", "50.00"), item("F2025-099", "50.00")

    found = offered("50.00", "F2025-021", *items)

    assert told(found)[0] == (
        "F2025-012",
        "nummer lijkt erop, bedrag klopt, rekening bekend",
    )
    assert sole(found)


def test_a_number_with_a_slip_of_a_stranger_needs_the_amount() -> None:
    theirs = item("F2025-012", "50.00", "dorp")

    near = offered("50.00", "F2025-021", theirs, payer=None)
    crowd = (item(f"X{n}", "50.00", "dorp") for n in range(CROWD))

    assert told(near) == [
        ("F2025-012", "nummer lijkt erop, bedrag klopt, betaler niet herkend")
    ]
    assert not offered("49.00", "F2025-021", theirs, payer=None)
    assert not offered("50.00", "F2025-021", theirs, *crowd, payer=None)
    assert offered("50.00", "F2025-021", theirs)[0].rank > near[0].rank
    own = item("F2025-012", "50.00")
    assert offered("50.00", "F2025-021", own, *crowd)
    assert offered("20.00", "F2025-021", own, item("B", "70.00"))[0].reason == (
        "nummer lijkt erop, bedrag wijkt af, rekening bekend"
    )


def test_what_is_named_and_does_not_add_up() -> None:
    items = item("F2025-001", "50.00"), item("F2025-002", "60.00")

    both = offered("90.00", "F2025-001 F2025-002", *items)
    one = offered("60.00", "F2025-001 F2025-002", *items)
    more = offered("110.00", "F2025-001 F2025-020", *items)

    assert told(both) == [
        ("F2025-001 F2025-002", "nummer in de tekst, bedrag wijkt af, rekening bekend")
    ]
    assert told(one)[0] == (
        "F2025-002",
        "nummer in de tekst, bedrag klopt, rekening bekend",
    )
    assert told(more)[0] == (
        "F2025-001 F2025-002",
        "een nummer in de tekst, som klopt, rekening bekend",
    )


def test_a_number_that_two_relations_share_is_listed_for_both() -> None:
    items = item("F2025-001", "50.00"), item("F2025-001", "50.00", "dorp")
    items[1].link = "verkoop-X"

    found = offered("50.00", "F2025-001", *items, payer=None)

    assert [each.links for each in found] == ["verkoop-F2025-001", "verkoop-X"]
    assert not sole(found)


def test_a_stranger_who_names_an_invoice_in_part_is_asked() -> None:
    said = offered("20.00", "F2025-001", item("F2025-001", "50.00"), payer=None)

    assert said[0].reason == "nummer in de tekst, bedrag wijkt af, betaler niet herkend"
    assert not offered("20.00", "7", item("7", "50.00"), payer=None)
    assert not offered("10.00", "F2025-001", item("F2025-001", "-50.00"), payer=None)


def test_one_reference_for_several_invoices() -> None:
    items = (
        item("A", "50.00", reference=RF),
        item("B", "50.00", reference=RF),
        item("C", "60.00", reference=RF),
    )

    exact = offered("50.00", RF, *items, payer=None)
    none = offered("20.00", RF, *items, payer=None)

    assert told(exact) == [
        ("A", "kenmerk klopt, bedrag klopt"),
        ("B", "kenmerk klopt, bedrag klopt"),
    ]
    assert [each.links[-1] for each in none] == ["A", "B", "C"]


def test_no_more_are_listed_than_a_person_reads() -> None:
    items = (item(f"A{n}", "50.00") for n in range(9))

    assert len(offered("50.00", "", *items)) == MOST
