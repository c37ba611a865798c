"""Read bank files with one tool, in the environment that has it; tell what it gave.

`runner.py TOOL SECONDS < files.json` stands alone: a peer's environment holds nothing
of ours. Files come as [[path, kind], ...]. With 0 seconds it tells what the tool gave
of each; with more it reads them all, once to warm and then again and again for as
long, and tells the CPU seconds of the quickest round.
"""

from __future__ import annotations

import json
import logging
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from importlib import import_module
from time import process_time
from typing import Any

Answer = dict[str, Any]
Read = Callable[[str, str], Answer]
NAMES = {  # of our readers
    "mt940": "mt940",
    "camt053": "camt",
    "camt052": "camt",
    "camt054": "camt",
    "csv": "csv_bank",
}


def ours(path: str, kind: str) -> Answer:
    """Read with the reader of this project, told the kind as the peers are."""
    readers = import_module("stichting_fin.intake.readers")
    file = import_module("pathlib").Path(path)
    name = NAMES.get(kind)
    reader = dict(readers.readers())[name] if name else readers.detect(file).reader
    given = list(reader.read(file))
    said = any(one.warnings or one.proven is False for one in given)
    amounts = [line.amount for one in given for line in one.lines]
    pairs = [(one.opening, one.closing) for one in given]
    openings = [opening.amount for opening, _ in pairs if opening]
    closings = [closing.amount for _, closing in pairs if closing]
    return answer(amounts, openings, closings, said=said)


def mt_940(path: str, _: str) -> Answer:
    """Read with wolph's mt-940, each of its fixes switched on.

    Where its own tags refuse a file, those that it brings for ASN Bank are tried. A
    balance between pages is not taken for that of a statement.
    """
    mt940 = import_module("mt940")
    options, asn = mt940.Options.all(), mt940.tags.StatementASNB()
    try:
        given = _mt_940(mt940, path, options, None)
    except Exception:  # noqa: BLE001  # whatever a peer throws
        given = _mt_940(mt940, path, options, {asn.id: asn})
    amounts = [x.data["amount"].amount for one in given for x in one if "amount" in x.data]  # fmt: skip
    ends = ("final_opening_balance", "final_closing_balance")
    opening, closing = ([one.data[end].amount.amount for one in given if one.data.get(end)] for end in ends)  # fmt: skip
    return answer(amounts, opening, closing)


def _mt_940(mt940: Any, path: str, options: Any, tags: Any) -> Any:
    """Give its statements; the whole where no `:20:` begins one."""
    several = mt940.parse_statements(path, tags=tags, options=options)
    return several or [mt940.parse(path, tags=tags, options=options)]


def bankfile(path: str, _: str) -> Answer:
    """Read with bankfile, which gives one statement for a file and says what it misses."""
    one = import_module("bankfile").parse(path)
    amounts = [each.amount for each in one.transactions]
    balances = ([x] if x is not None else [] for x in (one.opening_balance, one.closing_balance))  # fmt: skip
    return answer(amounts, *balances, said=bool(one.warnings))


def bankstatementparser(path: str, kind: str) -> Answer:
    """Read with bankstatementparser, told which format the file has.

    It gives parts of batches as rows, and the number of entries in its summaries.
    """
    names = {"camt053": "camt", "camt052": "camt052", "camt054": "camt054"}
    made = import_module("bankstatementparser").create_parser(
        path, names.get(kind, kind)
    )
    rows = made.parse()
    column = next((c for c in ("amount", "Amount") if c in rows.columns), None)
    amounts = list(rows[column]) if column else []
    summaries = made.get_summaries()
    ends = ("opening_balance", "closing_balance")
    balances = ([s[end] for s in summaries if s.get(end) is not None] for end in ends)
    count = sum(each["transaction_count"] for each in summaries)
    return answer(amounts, *balances, count=count)


def pycamt(path: str, _: str) -> Answer:
    """Read with pycamt, which gives parts of batches as transactions, and no count."""
    parser = import_module("pycamt.parser").Camt053Parser.from_file(path)
    amounts = []
    for each in parser.get_transactions():
        if each["Status"] in ("BOOK", None):
            amount = Decimal(each["Amount"] or 0)
            amounts.append(
                -amount if each["CreditDebitIndicator"] == "DBIT" else amount
            )
    found = parser.get_statement_info()
    ends = ("OpeningBalance", "ClosingBalance")
    balances = ([Decimal(x[end]) for x in found if x[end] is not None] for end in ends)
    return answer(amounts, *balances, count=None)


TOOLS: dict[str, Read] = {
    "stichting-fin": ours,
    "mt-940": mt_940,
    "bankfile": bankfile,
    "bankstatementparser": bankstatementparser,
    "pycamt": pycamt,
}


def answer(
    amounts: list[Decimal],
    opening: Iterable[Decimal],
    closing: Iterable[Decimal],
    *,
    said: bool = False,
    count: int | None = -1,
) -> Answer:
    """Give what is compared: amounts as text, for they are no floats."""
    return {
        "entries": len(amounts) if count == -1 else count,
        "debit": str(-sum((x for x in amounts if x < 0), Decimal())),
        "credit": str(sum((x for x in amounts if x > 0), Decimal())),
        "opening": [*map(str, opening)],
        "closing": [*map(str, closing)],
        "said": said,
    }


def asked(read: Read, path: str, kind: str) -> Answer:
    """Give what a tool makes of a file: an answer, or why there is none."""
    try:
        with _heard() as words:
            found = read(path, kind)
    except Exception as error:  # noqa: BLE001  # whatever a peer throws
        return {"refused": f"{type(error).__name__}: {error}"[:200]}
    return found | {"said": found["said"] or bool(words)}


@contextmanager
def _heard() -> Iterator[list[str]]:
    """Listen to warnings, whether they are raised or logged."""
    words: list[str] = []
    ear = logging.Handler(logging.WARNING)
    ear.emit = lambda record: words.append(record.getMessage())  # type: ignore[method-assign]
    logging.getLogger().addHandler(ear)
    try:
        with warnings.catch_warnings(record=True) as caught:
            yield words
        words += [str(each.message) for each in caught]
    finally:
        logging.getLogger().removeHandler(ear)


def timed(read: Read, files: list[tuple[str, str]], seconds: float) -> float:
    """Give the CPU seconds of the quickest round over all files, once warm."""
    best, begin = float("inf"), process_time()
    for number in range(1_000_000):
        start = process_time()
        for path, kind in files:
            read(path, kind)
        if number:
            best = min(best, process_time() - start)
        if number and process_time() - begin > seconds:
            break
    return best


def main() -> None:
    """Do what the arguments say."""
    _, tool, seconds = sys.argv
    files = json.load(sys.stdin)
    logging.getLogger().addHandler(logging.NullHandler())
    if float(seconds):
        print(json.dumps(timed(TOOLS[tool], files, float(seconds))))  # noqa: T201
    else:
        given = [asked(TOOLS[tool], path, kind) for path, kind in files]
        print(json.dumps(given))  # noqa: T201  # for who asked


if __name__ == "__main__":
    main()
