"""Qr: a text as the squares of a QR code, in byte mode with error correction M.

Versions 1 to 13, which is what a payment code (EPC069-12) may take.

Source: ISO/IEC 18004:2015, chapter 7; its tables 9 (blocks) and E.1 (alignment).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, pairwise, zip_longest

Matrix = list[list[bool]]
Square = tuple[int, int]  # row, column

# Of versions 1 to 13 at level M: correction bytes of a block; blocks and their data
# bytes; blocks that hold one byte more.
BLOCKS = (
    (10, 1, 16, 0), (16, 1, 28, 0), (26, 1, 44, 0), (18, 2, 32, 0), (24, 2, 43, 0),
    (16, 4, 27, 0), (18, 4, 31, 0), (22, 2, 38, 2), (22, 3, 36, 2), (26, 4, 43, 1),
    (30, 1, 50, 4), (22, 6, 36, 2), (22, 8, 37, 1),
)  # fmt: skip
ALIGNED = (
    (), (6, 18), (6, 22), (6, 26), (6, 30), (6, 34), (6, 22, 38), (6, 24, 42),
    (6, 26, 46), (6, 28, 50), (6, 30, 54), (6, 32, 58), (6, 34, 62),
)  # fmt: skip
MASKS: tuple[Callable[[int, int], bool], ...] = (
    lambda r, c: (r + c) % 2 == 0,
    lambda r, _: r % 2 == 0,
    lambda _, c: c % 3 == 0,
    lambda r, c: (r + c) % 3 == 0,
    lambda r, c: (r // 2 + c // 3) % 2 == 0,
    lambda r, c: r * c % 2 + r * c % 3 == 0,
    lambda r, c: (r * c % 2 + r * c % 3) % 2 == 0,
    lambda r, c: ((r + c) % 2 + r * c % 3) % 2 == 0,
)
BYTES = 0b0100  # the mode
LONG = 10  # the version from which a length takes two bytes
NUMBERED = 7  # the version from which a code says its version
FIELD, FORMAT, VERSION = 0x11D, 0x537, 0x1F25  # polynomials
VEIL = 0x5412  # that hides a format of zeros
PADDING = (0xEC, 0x11)
QUIET = 4  # white squares around a code
FINDER = ((1, 0, 1, 1, 1, 0, 1, 0, 0, 0, 0), (0, 0, 0, 0, 1, 0, 1, 1, 1, 0, 1))


def encode(text: str) -> Matrix:
    """Give the squares of a text, True where black, without the white around.

    Raises:
        ValueError: The text is longer than a code of version 13 holds.
    """
    content = text.encode()
    version = _version(len(content))
    stream = _interleaved(_data(content, version), version)
    matrix, fixed = _frame(version)
    for (row, column), bit in zip(_path(len(matrix), fixed), stream, strict=False):
        matrix[row][column] = bit
    masked = [_masked(matrix, fixed, mask, version) for mask in range(len(MASKS))]
    return min(masked, key=_penalty)


def svg(text: str) -> str:
    """Draw a text as an SVG of black squares on white."""
    matrix = encode(text)
    size = len(matrix) + 2 * QUIET
    squares = "".join(
        f"M{c + QUIET} {r + QUIET}h1v1h-1z"
        for r, row in enumerate(matrix)
        for c, black in enumerate(row)
        if black
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}">'
        f'<path fill="#fff" d="M0 0h{size}v{size}h-{size}z"/>'
        f'<path d="{squares}"/></svg>'
    )


def correction(data: Sequence[int], count: int) -> list[int]:
    """Give the Reed-Solomon bytes of a block.

    >>> hello = [32, 91, 11, 120, 209, 114, 220, 77, 67, 64, 236, 17, 236, 17, 236, 17]
    >>> correction(hello, 10)
    [196, 35, 39, 119, 235, 215, 231, 226, 93, 23]
    """
    divisor = [1]
    root = 1
    for _ in range(count):
        longer = [*divisor, 0]
        for place, factor in enumerate(divisor, 1):
            longer[place] ^= times(factor, root)
        divisor, root = longer, times(root, 2)
    rest = [*data, *[0] * count]
    for place in range(len(data)):
        factor = rest[place]
        for offset, other in enumerate(divisor):
            rest[place + offset] ^= times(other, factor)
    return rest[len(data) :]


def times(one: int, other: int) -> int:
    """Multiply two bytes in the field of the code.

    >>> times(2, 128), times(7, 1)
    (29, 7)
    """
    product = 0
    while other:
        product ^= one if other & 1 else 0
        one = one << 1 ^ (FIELD if one & 0x80 else 0)
        other >>= 1
    return product


def _version(length: int) -> int:
    for version, (_, blocks, each, longer) in enumerate(BLOCKS, 1):
        if length + 2 + (version >= LONG) <= blocks * each + longer * (each + 1):
            return version
    raise ValueError(length)


def _data(content: bytes, version: int) -> list[int]:
    """Give the data bytes: mode, length, content, and what fills the rest."""
    _, blocks, each, longer = BLOCKS[version - 1]
    room = blocks * each + longer * (each + 1)
    wide = 16 if version >= LONG else 8
    bits = f"{BYTES:04b}{len(content):0{wide}b}" + "".join(f"{b:08b}" for b in content)
    bits += "0" * 4
    whole = [int(bits[at : at + 8].ljust(8, "0"), 2) for at in range(0, len(bits), 8)]
    left = room - len(whole)
    return [*whole, *(PADDING[n % 2] for n in range(left))]


def _interleaved(data: list[int], version: int) -> Iterator[bool]:
    """Give the bits of all blocks, byte by byte in turn, and then the correction."""
    count, blocks, each, longer = BLOCKS[version - 1]
    parts = []
    at = 0
    for size in [each] * blocks + [each + 1] * longer:
        parts.append(data[at : at + size])
        at += size
    checks = [correction(part, count) for part in parts]
    for byte in chain(_in_turn(parts), _in_turn(checks)):
        yield from (bool(byte >> place & 1) for place in range(7, -1, -1))


def _in_turn(parts: Iterable[Sequence[int]]) -> Iterator[int]:
    for some in zip_longest(*parts):
        yield from (byte for byte in some if byte is not None)


def _frame(version: int) -> tuple[Matrix, set[Square]]:
    """Give the squares that every code of a version has, and where they stand."""
    size = 17 + 4 * version
    last = size - 7
    black: dict[Square, bool] = {}
    for at in range(size):
        black[6, at] = black[at, 6] = at % 2 == 0
    for middle in _aligned(version, last):
        black |= dict(_rings(middle, 2, size))
    for middle in ((3, 3), (3, size - 4), (size - 4, 3)):
        black |= dict(_rings(middle, 4, size))
    kept = chain(formats(size, 0), versions(size, version))
    black |= {square: False for square, _ in kept}
    black[size - 8, 8] = True
    matrix = [[black.get((r, c), False) for c in range(size)] for r in range(size)]
    return matrix, set(black)


def _aligned(version: int, last: int) -> Iterator[Square]:
    places = ALIGNED[version - 1]
    corners = {(6, 6), (6, last), (last, 6)}
    yield from ((r, c) for r in places for c in places if (r, c) not in corners)


def _rings(middle: Square, far: int, size: int) -> Iterator[tuple[Square, bool]]:
    """Give the squares around a middle: black and white rings in turn."""
    for r in range(middle[0] - far, middle[0] + far + 1):
        for c in range(middle[1] - far, middle[1] + far + 1):
            if 0 <= r < size and 0 <= c < size:
                ring = max(abs(r - middle[0]), abs(c - middle[1]))
                yield (r, c), ring in {0, 1, 3} if far > 2 else ring != 1  # noqa: PLR2004


def formats(size: int, mask: int) -> Iterator[tuple[Square, bool]]:
    """Give the squares that name the mask, twice; level M is 00."""
    word = (mask << 10 | _rest(mask, FORMAT, 10)) ^ VEIL
    near = [(8, c) for c in (0, 1, 2, 3, 4, 5, 7, 8)]
    near += [(r, 8) for r in (7, 5, 4, 3, 2, 1, 0)]
    away = [(r, 8) for r in range(size - 1, size - 8, -1)]
    away += [(8, c) for c in range(size - 8, size)]
    for squares in (near, away):
        for place, square in enumerate(squares):
            yield square, bool(word >> 14 - place & 1)


def versions(size: int, version: int) -> Iterator[tuple[Square, bool]]:
    """Give the squares that name the version, twice; a small one names none."""
    word = version << 12 | _rest(version, VERSION, 12)
    for place in range(18 if version >= NUMBERED else 0):
        bit = bool(word >> place & 1)
        row, column = place // 3, size - 11 + place % 3
        yield (row, column), bit
        yield (column, row), bit


def _rest(value: int, divisor: int, places: int) -> int:
    """Give what is left of a number, moved up, when it is divided by a polynomial."""
    value <<= places
    while value.bit_length() > places:
        value ^= divisor << value.bit_length() - divisor.bit_length()
    return value


def _path(size: int, fixed: set[Square]) -> Iterator[Square]:
    """Go through the free squares: up and down, in columns of two."""
    rights = [*range(size - 1, 6, -2), 5, 3, 1]
    for turn, right in enumerate(rights):
        rows = range(size) if turn % 2 else range(size - 1, -1, -1)
        for row in rows:
            for column in (right, right - 1):
                if (row, column) not in fixed:
                    yield row, column


def _masked(matrix: Matrix, fixed: set[Square], mask: int, version: int) -> Matrix:
    flips = MASKS[mask]
    made = [
        [black ^ ((r, c) not in fixed and flips(r, c)) for c, black in enumerate(row)]
        for r, row in enumerate(matrix)
    ]
    size = len(made)
    for (r, c), black in chain(formats(size, mask), versions(size, version)):
        made[r][c] = black
    return made


def _penalty(matrix: Matrix) -> int:
    """Give how hard a code is to read: runs, blocks, false finders, uneven shares."""
    lines = [*matrix, *map(list, zip(*matrix, strict=True))]
    runs = sum(length - 2 for line in lines for length in _runs(line) if length > 4)  # noqa: PLR2004
    pairs = pairwise(matrix)
    blocks = sum(
        one[c] == one[c + 1] == other[c] == other[c + 1]
        for one, other in pairs
        for c in range(len(one) - 1)
    )
    finders = sum(
        tuple(line[at : at + 11]) in FINDER
        for line in lines
        for at in range(len(line) - 10)
    )
    share = sum(map(sum, matrix)) * 100 / len(matrix) ** 2
    return runs + 3 * blocks + 40 * finders + 10 * int(abs(share - 50) / 5)


def _runs(line: Sequence[bool]) -> Iterator[int]:
    length = 1
    for one, other in pairwise(line):
        if one == other:
            length += 1
        else:
            yield length
            length = 1
    yield length
