"""The bench of peers, without a network and without peers."""

from __future__ import annotations

import hashlib
import logging
import re
import subprocess
import sys
import venv
import warnings
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bench import peers, runner

HERE = Path(__file__).parent
ONE = Decimal(1)
READ = peers.Want(2, ONE, Decimal(3), frozenset({ONE}), frozenset({Decimal(3)}))
GIVEN = {
    "entries": 2,
    "debit": "1.00",
    "credit": "3",
    "opening": ["1"],
    "closing": [],
    "said": False,
}


@pytest.mark.parametrize(
    ("want", "given", "judged"),
    [
        ({}, {}, "right"),
        ({}, {"entries": None}, "right"),
        ({}, {"entries": 3}, "silent"),
        ({}, {"entries": 1}, "silent"),
        ({"zeros": 1}, {"entries": 1}, "right"),
        ({}, {"debit": "1.01"}, "silent"),
        ({}, {"credit": "2", "said": True}, "said"),
        ({}, {"closing": ["1"]}, "silent"),
        ({"closing": frozenset()}, {"closing": ["1"]}, "right"),
        ({}, {"refused": "no"}, "refused"),
        ({}, {"refused": ""}, "refused"),
        ({"expect": "either"}, {"refused": "no"}, "right"),
        ({"expect": "warn"}, {"refused": "no"}, "right"),
        ({"expect": "refuse"}, {"refused": "no"}, "right"),
        ({"expect": "refuse"}, {}, "silent"),
        ({"expect": "refuse"}, {"entries": 0, "debit": "0", "credit": "0"}, "right"),
    ],
)
def test_an_answer_is_judged_by_what_it_gives(
    want: dict[str, Any], given: dict[str, Any], judged: str
) -> None:
    wants = peers.Want(**{name: getattr(READ, name) for name in READ.__slots__} | want)

    assert peers.verdict([wants], GIVEN | given)[0] == judged


def test_other_right_totals_are_right_too() -> None:
    said = {
        "statements": [
            {"entries": 9, "sum_debit": "9", "sum_credit": None, "opening": None, "closing": "2"}
        ],
        "alternatives": [{"entries": 2, "sum_debit": "1", "sum_credit": "3"}],
    }  # fmt: skip

    assert peers.verdict(list(peers.wanted(said)), GIVEN) == ("right", "")


def test_ours_is_right_on_every_file(request: pytest.FixtureRequest) -> None:
    there = (peers.HOUSE / "../shared").exists()
    beside = request.getfixturevalue("samples") / "bank" if there else Path("none")
    files = [*peers.own(), *peers.others(beside)]

    answers = [runner.asked(runner.ours, str(one.path), one.kind) for one in files]

    assert len(files) > 40
    pairs = zip(files, answers, strict=True)
    wrong = {one.name: peers.verdict(one.wants, given) for one, given in pairs}
    assert set(wrong.values()) == {("right", "")}, wrong


def test_a_refusal_and_a_warning_are_heard() -> None:
    def refuses(_: str, __: str) -> runner.Answer:
        raise ValueError("no")

    def warns(_: str, __: str) -> runner.Answer:
        warnings.warn("hm", stacklevel=1)
        return runner.answer([], [], [])

    def logs(_: str, __: str) -> runner.Answer:
        logging.getLogger("peer").warning("hm")
        return runner.answer([ONE, -ONE], [ONE], [], count=None)

    assert runner.asked(refuses, "", "") == {"refused": "ValueError: no"}
    assert runner.asked(warns, "", "")["said"]
    assert runner.asked(logs, "", "") == {
        "entries": None,
        "debit": "1",
        "credit": "1",
        "opening": ["1"],
        "closing": [],
        "said": True,
    }


def test_mt_940_gets_the_tags_of_asn_where_its_own_refuse(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    amount = SimpleNamespace(amount=ONE)

    class Given(list[Any]):
        data = {"final_opening_balance": SimpleNamespace(amount=amount)}  # noqa: RUF012

    def several(_: str, *, tags: object, **__: object) -> list[Any]:
        if not tags:
            raise RuntimeError("no tag")
        return []

    lines = [SimpleNamespace(data={"amount": amount}), SimpleNamespace(data={})]
    module = SimpleNamespace(
        Options=SimpleNamespace(all=lambda: None),
        tags=SimpleNamespace(StatementASNB=lambda: SimpleNamespace(id=61)),
        parse_statements=several,
        parse=lambda _, **__: Given(lines),
    )
    monkeypatch.setitem(sys.modules, "mt940", module)

    given = runner.mt_940("x.sta", "mt940")

    assert (given["entries"], given["credit"], given["opening"]) == (1, "1", ["1"])


def test_bankfile_gives_one_statement(monkeypatch: pytest.MonkeyPatch) -> None:
    one = SimpleNamespace(
        transactions=[SimpleNamespace(amount=-ONE)],
        opening_balance=ONE,
        closing_balance=None,
        warnings=["hm"],
    )
    monkeypatch.setitem(sys.modules, "bankfile", SimpleNamespace(parse=lambda _: one))

    given = runner.bankfile("x.sta", "mt940")

    assert (given["debit"], given["opening"], given["closing"]) == ("1", ["1"], [])
    assert given["said"]


def test_bankstatementparser_counts_entries_in_its_summaries(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Rows(dict[str, list[Decimal]]):
        columns = ("Amount",)

    summary = {"transaction_count": 1, "opening_balance": ONE, "closing_balance": None}
    made = SimpleNamespace(
        parse=lambda: Rows(Amount=[ONE, ONE]), get_summaries=lambda: [summary]
    )
    module = SimpleNamespace(create_parser=lambda _, name: {"camt": made}[name])
    monkeypatch.setitem(sys.modules, "bankstatementparser", module)

    given = runner.bankstatementparser("x.xml", "camt053")

    assert (given["entries"], given["credit"], given["opening"]) == (1, "2", ["1"])


def test_pycamt_gives_what_is_booked(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [
        {"Status": "BOOK", "Amount": "1.00", "CreditDebitIndicator": "DBIT"},
        {"Status": None, "Amount": None, "CreditDebitIndicator": "CRDT"},
        {"Status": "PDNG", "Amount": "5.00", "CreditDebitIndicator": "CRDT"},
    ]
    parser = SimpleNamespace(
        get_transactions=lambda: rows,
        get_statement_info=lambda: [{"OpeningBalance": "-1.0", "ClosingBalance": None}],
    )
    reader = SimpleNamespace(from_file=lambda _: parser)
    module = SimpleNamespace(Camt053Parser=reader)
    monkeypatch.setitem(sys.modules, "pycamt.parser", module)

    given = runner.pycamt("x.xml", "camt053")

    assert (given["debit"], given["credit"], given["entries"]) == ("1.00", "0", None)
    assert (given["opening"], given["closing"]) == (["-1.0"], [])


def test_without_peers_the_table_says_so_and_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise OSError("no network")

    monkeypatch.setattr(venv, "create", refused)
    words = ["--quick", "--to", tmp_path, "--peers", tmp_path, "--samples", tmp_path]
    monkeypatch.setattr(sys, "argv", ["peers.py", *map(str, words)])

    peers.main()

    table = (tmp_path / "peers.md").read_text("utf-8")
    assert "The peers are not installed here: no network." in table
    assert re.search(r"\| our own \| MT940 \| stichting-fin \| 1\d \| 0 \| 0 \| 0 \| [\d,]+ \| [\d,]+ \|", table)  # fmt: skip
    assert "What was not right" not in table
    assert capsys.readouterr().out == table


def test_what_pip_says_last_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(command: list[str], **_: object) -> None:
        raise subprocess.CalledProcessError(1, command, stderr="hm\nno such wheel\n")

    monkeypatch.setattr(venv, "create", lambda *_, **__: None)
    monkeypatch.setattr(subprocess, "run", refused)

    assert peers.environment(tmp_path) == ("", "no such wheel")
    assert not (tmp_path / ".ready").exists()


def test_an_environment_is_made_once_for_each_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[object] = []
    monkeypatch.setattr(venv, "create", lambda *_, **__: made.append(1))
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: None)

    assert peers.environment(tmp_path) == peers.environment(tmp_path)

    assert len(made) == 1
    found = hashlib.sha256(peers.LOCK.read_bytes()).hexdigest()
    assert (tmp_path / ".ready").read_text("utf-8") == found


def test_a_peer_that_does_not_run_is_named(tmp_path: Path) -> None:
    gone = peers.Tool("mt-940", str(tmp_path / "python"))
    bare = peers.Tool("mt-940", sys.executable)  # without the module

    lines = [
        line
        for tool in (gone, bare)
        for line in peers.table([tool], {"our own": peers.own()}, 0.01, 100)
    ]

    assert [line for line in lines if "mt-940" in line] == [
        "| our own | MT940 | mt-940 | does not run here |  |  |  |  |  |\n"
    ] * 2


def test_what_is_wrong_is_listed_below(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.sta"
    path.write_text("")
    sample = peers.Sample("x.sta", path, "mt940", (READ,))
    wrong = [GIVEN | {"debit": "2", "entries": 3}]
    monkeypatch.setattr(peers.Tool, "ask", lambda _, __, s=0: 0.5 if s else wrong)

    lines = list(peers.table([peers.Tool("mt-940", "")], {"x": [sample]}, 1, 10))

    assert lines[1] == "| x | MT940 | mt-940 | 0 | 0 | 0 | 1 | 4 | 20 |\n"
    assert lines[-1] == "- mt-940, x.sta, silent: 3 entries for 2; -2 +3 for -1 +3\n"


def test_the_lock_pins_each_peer_and_names_no_place() -> None:
    lock = peers.LOCK.read_text("utf-8")
    wanted = (HERE / "peers.in").read_text("utf-8").split()

    pinned = re.findall(
        r"^([\w-]+)==[\w.]+.*\\\n    --hash=sha256:", lock, re.MULTILINE
    )
    assert set(wanted) <= set(pinned)
    assert len(pinned) == len(re.findall(r"^\w", lock, re.MULTILINE))
    assert not re.search(r"https?:|index-url|find-links|/work|/tmp|/home", lock)
    assert set(peers.versions().replace(",", "").split()[::2]) == set(wanted)
    assert set(wanted) | {peers.OURS} == set(peers.READS) == set(runner.TOOLS)
