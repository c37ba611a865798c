"""Keys: the identity of a bank line, by which it is booked once and never twice."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from hashlib import sha256

from stichting_fin.intake.statement import Line, Statement
from stichting_fin.profile import Profile
from stichting_fin.relations import bare

FINGERPRINT = "vinger1"
GAP = "verschil1"  # the scheme of a gap that a person accepted


def number_of(profile: Profile) -> str:
    """Give how each `ref` names an account: by its IBAN, else as the bank does."""
    return profile.iban or profile.number


def keyed(statements: Iterable[Statement], account: str) -> Iterator[tuple[str, Line]]:
    """Give each line with its `ref`: `<account>:<scheme+version>:<key>`.

    A bank's own key counts as it is. Without one the line's fingerprint is
    counted: the first of equal lines of one day is 1, the next is 2, so that two
    equal gifts are two gifts. Lines that share a bank's key are counted too.
    """
    seen: Counter[str] = Counter()
    for statement in statements:
        for line in statement.lines:
            base = line.key or f"{FINGERPRINT}:{fingerprint(line, statement.currency)}"
            seen[base] += 1
            count = seen[base]
            number = f":{count}" if not line.key or count > 1 else ""
            yield f"{account}:{base}{number}", line


def fingerprint(line: Line, currency: str) -> str:
    """Give 16 hex digits over what any export of this line would say of it.

    Where a reader gives a text for it that no language enters, names stay out too.
    """
    text = line.more.get("fingerprint", line.text)
    name = "" if "fingerprint" in line.more else line.counterparty
    other = bare(line.iban) or _plain(name)
    parts = (str(line.date), f"{line.amount:.2f}", currency, other, _plain(text))
    return sha256("|".join(parts).encode()).hexdigest()[:16]


def scheme(ref: str, account: str) -> str:
    """Give the name and version of the key scheme of a `ref`."""
    return ref.removeprefix(f"{account}:").partition(":")[0]


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).casefold().strip()
