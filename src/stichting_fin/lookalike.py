"""Look-alikes: a new payee whose name or account is nearly that of a known one.

So begins invoice fraud, and so ends a typing mistake: both pay the wrong one.
"""

from __future__ import annotations

from collections.abc import Iterable

from stichting_fin.relations import Relation, bare, plain

NEAR = 2  # signs that may be changed, missing, added or swapped
SHORT = 6  # names with fewer signs say too little
FORMS = {"bv", "nv", "vof", "cv", "ua", "stichting", "vereniging", "de", "het"}


def lookalike(new: Relation, known: Iterable[Relation]) -> Relation | None:
    """Give a known relation that a new one is nearly the same as, if there is one.

    Names are compared without capitals, signs and legal forms.
    """
    name, ibans = _core(new.naam), [bare(iban) for iban in new.iban]
    for other in known:
        if other.key == new.key:
            continue
        theirs = _core(other.naam)
        if min(len(name), len(theirs)) >= SHORT and near(name, theirs):
            return other
        if any(near(one, bare(two)) for one in ibans for two in other.iban):
            return other
    return None


def near(one: str, two: str) -> bool:
    """Whether at most NEAR signs were changed, left out, added or swapped.

    >>> near("boekhof", "beokhof"), near("boekhof", "boekhuis")
    (True, False)
    """
    if abs(len(one) - len(two)) > NEAR:
        return False
    before: list[int] = []
    last = list(range(len(two) + 1))
    for i, sign in enumerate(one, 1):
        row = [i]
        for j, other in enumerate(two, 1):
            cost = min(last[j] + 1, row[-1] + 1, last[j - 1] + (sign != other))
            swapped = i > 1 and j > 1 and (one[i - 2], sign) == (other, two[j - 2])
            row.append(min(cost, before[j - 2] + 1) if swapped else cost)
        before, last = last, row
    return last[-1] <= NEAR


def _core(name: str) -> str:
    """Give a name without what says little: its signs and its legal form."""
    words = plain(name.replace(".", "")).split()
    return "".join(word for word in words if word not in FORMS)
