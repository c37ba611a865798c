"""The corpus of others' bank files: each is read as others say that it should be."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from conftest import SAMPLES
from intake import naive
from stichting_fin.fault import UnreadableError
from stichting_fin.intake.readers import detect
from stichting_fin.intake.statement import Statement
from stichting_fin.money import ZERO

CORPUS = SAMPLES / "bank"
LIST = CORPUS / "EXPECTED.json"
EXPECTED = json.loads(LIST.read_text("utf-8")) if LIST.exists() else {}
REFUSED = {  # and why
    "camt053-v2-misc/bsp_garbled_amount.xml": "entry",
    "camt053-v2-misc/genkgo_wrong.xml": "element",
    "camt053-v2-misc/unsupported_namespace.xml": "element",
    "camt053-v2-sns/sns_truncated.xml": "xml",
    "csv-ing-saldo/ing_saldo_2019_2020.csv": "csv-saldo",
    "csv-knab/knab_no_header2.csv": "format-unknown",
    "mt940-rabobank/empty.swi": "format-unknown",
}
UNSCORED = {  # of which nobody says what they should say
    "csv-sumup/format2_20250324.csv",
    "csv-sumup/format2_20251014.csv",
}
BATCHED = ("csv-adyen", "csv-mollie")  # whose account in the list is a settlement
READ = sorted(set(EXPECTED) - set(REFUSED) - UNSCORED)
NAIVE = [name for name in READ if name.startswith(("mt940", "camt"))]
OWN = sorted(
    path
    for kind in ("mt940/*.sta", "camt/*.xml")
    for path in (Path(__file__).parent / "readers").glob(kind)
)
Want = dict[str, Any]


def test_the_corpus_is_all_there(samples: Path) -> None:
    files = {
        path.relative_to(samples / "bank").as_posix()
        for path in samples.glob("bank/*/*")
    }

    assert files == set(EXPECTED)
    assert len(READ) > 150
    assert len(NAIVE) > 80


@pytest.mark.parametrize("name", READ)
def test_a_file_is_read_as_others_say(name: str) -> None:
    want, got = EXPECTED[name], read(CORPUS / name)

    stated = want["statements"]
    if not stated:  # a table without a row
        assert not amounts(got)
        return
    assert [figures(one) for one in got] == [wanted(one) for one in stated]
    assert digest(amounts(got)) == want["total"]["amounts_sha256"]
    for one, said in zip(got, stated, strict=True):
        assert same_balances(one, said)
        assert same_account(one, said, name)
        assert one.currency == said["currency"].upper()


@pytest.mark.parametrize("name", READ)
def test_nothing_is_left_out_or_doubtful_without_a_word(name: str) -> None:
    want, got = EXPECTED[name], read(CORPUS / name)

    if any(map(left_out, want["statements"])):
        assert any(one.skipped for one in got)
    if want.get("expect") == "warn" or want["total"]["reconciles"] == "no":
        assert any(one.warnings or one.proven is False for one in got)


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_is_refused_by_name(name: str, samples: Path) -> None:
    with pytest.raises(UnreadableError) as error:
        read(samples / "bank" / name)

    assert error.value.code == REFUSED[name]
    assert str(error.value)
    assert EXPECTED[name]["expect"] in ("refuse", "either")


def test_all_that_must_be_refused_is(samples: Path) -> None:
    assert samples.exists()
    must = {name for name, want in EXPECTED.items() if want.get("expect") == "refuse"}

    assert must <= set(REFUSED)


@pytest.mark.parametrize("name", sorted(UNSCORED))
def test_a_file_that_is_not_scored_does_not_crash(name: str, samples: Path) -> None:
    assert EXPECTED[name]["expect"] == "unscored"

    assert all(one.currency == "EUR" for one in read(samples / "bank" / name))


@pytest.mark.parametrize("name", NAIVE)
def test_a_naive_reader_finds_the_same_amounts(name: str) -> None:
    path = CORPUS / name

    assert amounts(read(path)) == list(naive.amounts(path.read_bytes()))


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.name)
def test_it_finds_the_same_in_our_own_samples(path: Path) -> None:
    assert amounts(read(path)) == list(naive.amounts(path.read_bytes()))


def read(path: Path) -> list[Statement]:
    documents = list(detect(path).reader.read(path))
    statements = [one for one in documents if isinstance(one, Statement)]
    assert len(statements) == len(documents)
    return statements


def amounts(statements: Iterable[Statement]) -> list[Decimal]:
    return [line.amount for one in statements for line in one.lines]


def left_out(said: Want) -> bool:
    waits = said["entries"] > wanted(said)[0]
    return waits or bool(said.get("skipped_not_completed"))


def figures(statement: Statement) -> tuple[int, Decimal, Decimal]:
    each = amounts([statement])
    lost = -sum((amount for amount in each if amount < 0), ZERO)
    return len(each), lost, sum((amount for amount in each if amount > 0), ZERO)


def wanted(said: Want) -> tuple[int, Decimal, Decimal]:
    booked: int = said["booked"] if "booked" in said else said["entries"]
    return booked, Decimal(said["sum_debit"]), Decimal(said["sum_credit"])


def same_balances(statement: Statement, said: Want) -> bool:
    """Tell whether balances and proof are as stated; we may know more than that."""
    loose = said.get("ambiguous", ())
    for name in ("opening", "closing"):
        balance = getattr(statement, name)
        stated = said[name] is not None and name not in loose
        if stated and (balance is None or balance.amount != Decimal(said[name])):
            return False
    return bool(loose) or statement.proven == said["reconciles"]


def same_account(statement: Statement, said: Want, name: str) -> bool:
    """Know an IBAN with a currency behind it, its number alone, or a hash of it."""
    if name.startswith(BATCHED):
        return {line.batch for line in statement.lines} == {said["account"]}
    account, want = statement.account, said["account"]
    if want is None or "account" in said.get("ambiguous", ()):
        return True
    if want.startswith("sha256:"):
        sum_ = hashlib.sha256(plain(account).encode()).hexdigest()
        return sum_.startswith(want.removeprefix("sha256:"))
    parts = (want, want.removesuffix(statement.currency), *want.split("/"))
    known = set(map(plain, (*parts, want.rpartition("/")[0]))) - {""}
    tail = plain(account)[8:].lstrip("0")  # of an IBAN
    return plain(account) in known or (len(tail) > 6 and tail in known)


def plain(account: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", account.upper())


def digest(each: Iterable[Decimal]) -> str:
    found = sorted(f"{amount.normalize():f}" for amount in each if amount)
    return hashlib.sha256("\n".join(found).encode()).hexdigest()
