"""The texts of a CAMT entry, by a table of what each path means.

Entries of one bank look alike. The way through a shape (which elements, how many
below each) is found once, and followed for every entry of that shape. A shape that
comes often becomes a pattern: an entry as lxml writes it, its texts left open. What
no pattern fits to the letter is walked through, element by element.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple

from lxml import etree

TAG = attrgetter("tag")
TRANSACTION = "NtryDtls/TxDtls"
SHAPES = 1024  # of which the way is remembered
LARGE = 500  # elements of a batch whose shape is not worth remembering
OFTEN = 20  # walks after which a pattern is worth its making
PATTERNS = 64  # of one file
CUT = 140  # signs after which a bank goes on in another Ustrd
PIECE = re.compile(
    r"""(<[^<>"'!?/][^<>"']*(?:"[^<>"]*"[^<>"']*)*>)"""  # the begin of an element
    r"""|</[^<>"']+>"""
    r"""|([^<>&]+)"""  # a text
)
ANY = "[^<]++"  # a text of which nothing is asked
SAYS = r"(?!\s)([^<]++)(?<!\s)"  # one that counts, and needs no stripping

ENTRY = {  # path within Ntry -> what it says; the first that says something counts
    "NtryRef": "number",
    "Amt": "amount+",
    "CdtDbtInd": "side",
    "RvslInd": "reversal",
    "Sts": "status",
    "Sts/Cd": "status",
    "Sts/Prtry": "status",
    "BookgDt/Dt": "booked",
    "BookgDt/DtTm": "booked",
    "ValDt/Dt": "value",
    "ValDt/DtTm": "value",
    "AcctSvcrRef": "reference",
    "BkTxCd/Prtry/Cd": "code",
    "BkTxCd/Domn/Fmly/SubFmlyCd": "family",
    "AmtDtls/TxAmt/Amt": "moved+",
    "AmtDtls/InstdAmt/Amt": "instructed+",
    "AmtDtls/CntrValAmt/Amt": "countervalue+",
    "Chrgs/Amt": "charges+",
    "Chrgs/TtlChrgsAndTaxAmt": "charges+",
    "Chrgs/Rcrd/Amt": "charges+",
    "NtryDtls/Btch/MsgId": "batch",
    "NtryDtls/Btch/PmtInfId": "batch",
    "NtryDtls/Btch/NbOfTxs": "batch_number",
    "AddtlNtryInf": "info",
}
DETAIL = {  # the same within TxDtls
    "Refs/AcctSvcrRef": "reference",
    "Refs/EndToEndId": "end_to_end_id",
    "Refs/MndtId": "mandate",
    "Refs/InstrId": "instruction",
    "Refs/TxId": "transaction",
    "RmtInf/Ustrd": "text*",
    "RmtInf/Strd/CdtrRefInf/Ref": "structured",
    "RmtInf/Strd/AddtlRmtInf": "remark",
    "RltdPties/CdtrAcct/Tp/Prtry": "remark",
    "RltdPties/Cdtr/Id/PrvtId/Othr/Id": "creditor_id",
    "RltdPties/Cdtr/Pty/Id/PrvtId/Othr/Id": "creditor_id",
    "RtrInf/Rsn/Cd": "return",
    "AddtlTxInf": "more_text",
    "Amt": "amount+",
    "AmtDtls/TxAmt/Amt": "moved+",
    "AmtDtls/InstdAmt/Amt": "instructed+",
    "AmtDtls/CntrValAmt/Amt": "countervalue+",
    "AmtDtls/CntrValAmt/CcyXchg/XchgRate": "rate",
    "AmtDtls/InstdAmt/CcyXchg/XchgRate": "rate",
    "AmtDtls/TxAmt/CcyXchg/XchgRate": "rate",
    "Chrgs/Amt": "charges+",
    "Chrgs/Rcrd/Amt": "charges+",
    "CdtDbtInd": "side",
    "Purp/Cd": "purpose",
}
for _role, _name in (
    ("Dbtr", "debtor"),
    ("Cdtr", "creditor"),
    ("UltmtDbtr", "ultimate_debtor"),
    ("UltmtCdtr", "ultimate_creditor"),
):  # a party stands bare, in Pty since version 8, or is a bank
    for _path in ("Nm", "Pty/Nm", "Agt/FinInstnId/Nm"):
        DETAIL[f"RltdPties/{_role}/{_path}"] = _name
    for _path in ("IBAN", "Othr/Id"):
        DETAIL[f"RltdPties/{_role}Acct/Id/{_path}"] = f"{_name}_iban"
Said = dict[str, str]
# Where in an entry's elements, in their order, a field stands: place, field, and "+"
# for an amount with its currency, "*" for a text in pieces, or "".
_Place = tuple[int, str, str]
_Picked = tuple[Sequence[str], Callable[[Sequence[str]], Sequence[str]]]


class _Pattern(NamedTuple):
    """A shape that comes often.

    Attributes:
        written: How it is written, with its texts left open.
        wholes: For the entry by itself and each `TxDtls`: the fields, and what picks
            their texts from all that were found.
        amounts: Whose, field and currency.
        pieces: Whose and field, and the name under which stands what goes on there.
    """

    written: re.Pattern[str]
    wholes: Sequence[_Picked]
    amounts: Sequence[tuple[int, str, str]]
    pieces: Sequence[tuple[int, str, str]]


@dataclass(frozen=True, slots=True)
class Known:
    """What one file has shown of its shapes, by how many tags they have."""

    patterns: dict[int, list[_Pattern]] = field(default_factory=dict)
    walks: Counter[int] = field(default_factory=Counter)


def texts(node: etree._Element, known: Known) -> list[Said]:
    """Give what an entry says by itself, and what each `TxDtls` of it says."""
    written = etree.tostring(node, encoding=str, with_tail=False)
    tags = written.count("<")
    plain = "&" not in written  # nothing is escaped
    if plain:
        for pattern in known.patterns.get(tags, ()):
            if found := pattern.written.fullmatch(written):
                return _filled(pattern, found.groups())
    elements = list(node.iter())
    way = _way if len(elements) < LARGE else _way.__wrapped__
    wholes = way(tuple(map(TAG, elements)), tuple(map(len, elements)))
    if len(elements) < LARGE:
        known.walks[tags] += 1
        if plain and known.walks[tags] % OFTEN == 0:
            _learn(known, written, wholes, elements)
    return [_walked(elements, each) for each in wholes]


def _walked(elements: list[Any], places: Sequence[_Place]) -> Said:
    found: Said = {}
    for place, name, kind in places:
        text = elements[place].text
        if not text or not (text := text.strip()):
            continue
        if kind == "+":
            text = f"{text} {elements[place].get('Ccy', '')}"
        if name not in found:
            found[name] = text
        elif kind == "*":
            found[name] = _glued(found[name], text)
    return found


def _filled(pattern: _Pattern, found: Sequence[str]) -> list[Said]:
    """Give the texts that a pattern has found as a walk would give them."""
    said = []
    for names, pick in pattern.wholes:  # as many names as are picked, so not strict
        said.append(dict(zip(names, pick(found))))  # noqa: B905
    for whose, name, currency in pattern.amounts:
        said[whose][name] += currency
    for whose, name, more in pattern.pieces:
        said[whose][name] = _glued(said[whose][name], said[whose].pop(more))
    return said


def _glued(text: str, more: str) -> str:
    return f"{text}{'' if len(text) % CUT == 0 else ' '}{more}"


def _learn(
    known: Known,
    written: str,
    wholes: Sequence[Sequence[_Place]],
    elements: list[Any],
) -> None:
    """Make a pattern of an entry, if that is one that finds it.

    It asks each tag to the letter, and of a text only that no tag begins in it. So
    what it finds has the very elements of this entry, whatever its texts are.
    """
    if sum(map(len, known.patterns.values())) >= PATTERNS:
        return
    asked: dict[int, tuple[int, str]] = {}
    amounts, pieces = [], []
    for whose, places in enumerate(wholes):
        names: set[str] = set()
        for place, name, kind in places:
            if not (elements[place].text or "").strip():
                continue
            if name not in names:
                asked[place] = whose, name
                if kind == "+":
                    currency = f" {elements[place].get('Ccy', '')}"
                    amounts.append((whose, name, currency))
            elif kind == "*":
                asked[place] = whose, f"{name} {place}"
                pieces.append((whose, name, f"{name} {place}"))
            names.add(name)
    pattern = _left_open(written, asked)
    if pattern.fullmatch(written):
        found = [asked[place] for place in sorted(asked)]
        picked = tuple(_picked(found, whose) for whose in range(len(wholes)))
        some = known.patterns.setdefault(written.count("<"), [])
        some.append(_Pattern(pattern, picked, amounts, pieces))


def _left_open(written: str, asked: Container[int]) -> re.Pattern[str]:
    """Give what an entry is written as, without its texts."""
    place, opened = -1, False
    parts = []
    for piece in PIECE.finditer(written):
        begin, text = piece.groups()
        if begin:
            place += 1
        if not text or text.isspace():
            parts.append(re.escape(piece[0]))
        else:
            parts.append(SAYS if opened and place in asked else ANY)
        opened = bool(begin)
    return re.compile("".join(parts))


def _picked(found: Sequence[tuple[int, str]], whose: int) -> _Picked:
    """Give the fields of one whole, and what picks their texts from all that are."""
    places = [n for n, (of, _) in enumerate(found) if of == whose]
    names = [found[n][1] for n in places]
    if len(places) > 1:
        return names, itemgetter(*places)
    begin = places[0] if places else 0
    return names, itemgetter(slice(begin, begin + len(places)))


@lru_cache(SHAPES)
def _way(tags: tuple[str, ...], sizes: tuple[int, ...]) -> list[list[_Place]]:
    """Find what stands where in a shape: in the entry by itself, and each `TxDtls`.

    A shape is the tags in document order, and how many children each has.
    """
    wholes: list[list[_Place]] = [[]]
    for place, path in enumerate(_paths(tags, sizes)):
        if path == TRANSACTION:
            wholes.append([])
        if path.startswith(f"{TRANSACTION}/"):
            said = DETAIL.get(path.removeprefix(f"{TRANSACTION}/"), "")
            found = wholes[-1]
        else:
            said, found = ENTRY.get(path, ""), wholes[0]
        if said and not sizes[place]:
            name = said.rstrip("+*")
            found.append((place, name, said[len(name) :]))
    return wholes


def _paths(tags: Iterable[str], sizes: Iterable[int]) -> Iterator[str]:
    """Give the path below the first element of each, by local names."""
    above: list[list[Any]] = []  # path, and how many of its children are to come
    for tag, size in zip(tags, sizes, strict=True):
        while above and not above[-1][1]:
            above.pop()
        path = ""
        if above:
            above[-1][1] -= 1
            path = f"{above[-1][0]}/{tag.rpartition('}')[2]}".lstrip("/")
        yield path
        above.append([path, size])
