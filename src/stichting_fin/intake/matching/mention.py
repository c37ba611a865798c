"""Mentions: the numbers and references that a text of a bank line may name.

A number is a whole word of the text. Capitals and separators do not matter, a blank
that crept in is looked through, and so are leading zeros; how it was found is kept,
since a loose likeness proves less than the very word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from stichting_fin.relations import bare

WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]*")
RUN = re.compile(r"[A-Z]+|[0-9]+")
LONG = 5  # signs from which a number alone may name an invoice
REFERENCE = 7  # signs from which a reference counts inside a text
BLANKS = 4  # words that may be one number with blanks in it
GROUPS = 8  # words that may be one reference, written in groups
CUT = 2  # signs that may have fallen off the end of a number


def words(text: str) -> list[str]:
    """Give the words of a text, each with the separators inside it."""
    return WORD.findall(text)


def spellings(number: str) -> tuple[str, str]:
    """Give a number without separators, and one without leading zeros either.

    >>> spellings("F2025-001")
    ('F2025001', '~F-2025-1')
    """
    runs = (run.lstrip("0") or run[-1] for run in RUN.findall(number.upper()))
    return bare(number), f"~{'-'.join(runs)}"


def mentions(text: str) -> Mapping[str, bool]:
    """Give every spelling of a number that a text may hold.

    Returns:
        Whether it stands there as one word; False where blanks, leading zeros or
        a part of a word had to be looked through.
    """
    said = words(text)
    found: dict[str, bool] = {}
    for word in said:
        plain, loose = spellings(word)
        found[plain] = True
        found.setdefault(loose, False)
        for part in _parts(word):
            found.setdefault(bare(part), False)
    for joined in _joined(said, BLANKS):
        found.setdefault(joined, False)
    found.pop("", None)
    return found


def references(text: str) -> Iterator[str]:
    """Give what may be a payment reference in a text, in groups or as one word."""
    said = words(text)
    for each in (*map(bare, said), *_joined(said, GROUPS)):
        if len(each) >= REFERENCE:
            yield each


def signs(number: str) -> int:
    """Tell how many signs of a number say something: leading zeros do not."""
    return len(bare(number).lstrip("0"))


def likely(said: str) -> bool:
    """Tell whether a spelling may be a number: it is long, and has a digit."""
    return len(said) >= LONG and said[0] != "~" and any(map(str.isdigit, said))


def near(said: str, number: str) -> bool:
    """Tell whether a word may be a number with one slip of the hand, or cut short.

    >>> near("F2025021", "F2025012"), near("F202501", "F2025012"), near("F7", "F8")
    (True, True, False)
    """
    if not likely(said) or len(number) < LONG:
        return False
    if number.startswith(said):
        return len(number) - len(said) <= CUT
    one, other = said, number
    while one and other and one[0] == other[0]:
        one, other = one[1:], other[1:]
    while one and other and one[-1] == other[-1]:
        one, other = one[:-1], other[:-1]
    if len(one) == len(other) == len("ab"):
        return one == other[::-1]
    return len(one) <= 1 and len(other) <= 1


def _parts(word: str) -> Iterator[str]:
    """Give what a word holds between slashes, and what follows its name: "nr.7"."""
    if "/" in word:
        yield from word.split("/")
    if found := re.match(r"[A-Za-z]+[._/-]+(?=.)", word):
        yield word[found.end() :]


def _joined(said: list[str], most: int) -> Iterator[str]:
    """Give neighbours as one word."""
    plain = [bare(word) for word in said]
    for begin in range(len(plain)):
        for end in range(begin + 2, min(begin + most, len(plain)) + 1):
            yield "".join(plain[begin:end])
