"""A QR code that any reader reads: held against the standard and a naive reader."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from stichting_fin.writers import qr

BCD = "BCD\n002\n1\nSCT\n\nStichting Voorbeeld\nNL52ABNA0123998701\nEUR121.00\n\n\nF1"


def read(matrix: qr.Matrix) -> str:
    """Read a code by the letter of the standard, with nothing of the writer's."""
    size = len(matrix)
    version = (size - 17) // 4
    word = 0
    for r, c in [(8, c) for c in (0, 1, 2, 3, 4, 5, 7, 8)] + [
        (r, 8) for r in (7, 5, 4, 3, 2, 1, 0)
    ]:
        word = word << 1 | matrix[r][c]
    word ^= 0b101010000010010
    assert word >> 13 == 0b00, "level M"
    mask = word >> 10 & 7
    condition = [
        "(i + j) % 2", "i % 2", "j % 3", "(i + j) % 3", "(i // 2 + j // 3) % 2",
        "i * j % 2 + i * j % 3", "(i * j % 2 + i * j % 3) % 2",
        "((i + j) % 2 + i * j % 3) % 2",
    ][mask]  # fmt: skip
    flips = eval(f"lambda i, j: ({condition}) == 0")  # noqa: S307 - our own words
    bits = [matrix[r][c] ^ flips(r, c) for r, c in zigzag(size) if free(r, c, version)]
    codewords = [
        int("".join(str(int(b)) for b in bits[at : at + 8]), 2)
        for at in range(0, len(bits) // 8 * 8, 8)
    ]
    data = blocks_of(codewords, version)
    stream = "".join(f"{byte:08b}" for byte in data)
    assert stream[:4] == "0100"
    wide = 8 if version < 10 else 16
    length = int(stream[4 : 4 + wide], 2)
    content = stream[4 + wide : 4 + wide + 8 * length]
    return bytes(
        int(content[at : at + 8], 2) for at in range(0, 8 * length, 8)
    ).decode()


def zigzag(size: int) -> list[tuple[int, int]]:
    path, up = [], True
    column = size - 1
    while column > 0:
        column -= column == 6
        rows = range(size - 1, -1, -1) if up else range(size)
        path += [(r, c) for r in rows for c in (column, column - 1)]
        up = not up
        column -= 2
    return path


def free(r: int, c: int, version: int) -> bool:
    size = 17 + 4 * version
    if 6 in (r, c) or (r < 9 and c < 9) or (r < 9 and c >= size - 8):
        return False
    if r >= size - 8 and c < 9:
        return False
    if version >= 7 and ((r < 6 and c >= size - 11) or (c < 6 and r >= size - 11)):
        return False
    centres = qr.ALIGNED[version - 1]
    return not any(
        abs(r - y) <= 2 and abs(c - x) <= 2
        for y in centres
        for x in centres
        if (y, x) not in {(6, 6), (6, size - 7), (size - 7, 6)}
    )


def blocks_of(codewords: list[int], version: int) -> list[int]:
    """Put the bytes of the blocks back in order; each is sound by its syndromes."""
    count, short, each, longer = qr.BLOCKS[version - 1]
    sizes = [each] * short + [each + 1] * longer
    rows: list[list[int]] = [[] for _ in sizes]
    stream = iter(codewords)
    for place in range(max(sizes)):
        for row, size in zip(rows, sizes, strict=True):
            if place < size:
                row.append(next(stream))
    data = [byte for row in rows for byte in row]
    for _ in range(count):
        for row in rows:
            row.append(next(stream))
    for row in rows:
        root = 1
        for _ in range(count):
            syndrome = 0
            for byte in row:
                syndrome = qr.times(syndrome, root) ^ byte
            assert syndrome == 0
            root = qr.times(root, 2)
    return data


@settings(max_examples=15, deadline=None)
@given(st.text(max_size=110))
def test_whatever_is_written_is_read_back(text: str) -> None:
    assert read(qr.encode(text)) == text


@pytest.mark.parametrize(
    ("length", "version"),
    [(0, 1), (14, 1), (15, 2), (42, 3), (62, 4), (84, 5), (106, 6), (107, 7), (122, 7),
     (152, 8), (180, 9), (181, 10), (213, 10), (251, 11), (287, 12), (331, 13)],
)  # fmt: skip
def test_a_code_is_no_larger_than_it_must(length: int, version: int) -> None:
    matrix = qr.encode("x" * length)

    assert len(matrix) == 17 + 4 * version
    assert read(matrix) == "x" * length


def test_what_no_payment_code_may_hold_is_refused() -> None:
    with pytest.raises(ValueError, match="332"):
        qr.encode("x" * 332)


@pytest.mark.parametrize(
    ("mask", "bits"),
    [(0, "101010000010010"), (1, "101000100100101"), (4, "100010111111001"),
     (5, "100000011001110"), (7, "100101010100000")],
)  # fmt: skip
def test_a_mask_is_named_as_table_c_1_has_it(mask: int, bits: str) -> None:
    squares = list(qr.formats(21, mask))

    assert "".join(str(int(bit)) for _, bit in squares[:15]) == bits
    assert "".join(str(int(bit)) for _, bit in squares[15:]) == bits


@pytest.mark.parametrize(
    ("version", "bits"), [(7, "000111110010010100"), (13, "001101100001000111")]
)
def test_a_version_is_named_as_table_d_1_has_it(version: int, bits: str) -> None:
    found = list(qr.versions(17 + 4 * version, version))[::2]

    assert "".join(str(int(bit)) for _, bit in reversed(found)) == bits


def test_a_code_is_square_by_square_what_another_encoder_drew() -> None:
    """python-qrcode 8, byte mode, level M, by the same mask: the bytes are equal."""
    drawn = ["".join("#" if x else "." for x in row) for row in qr.encode("Hallo")]

    assert sha256("\n".join(drawn).encode()).hexdigest()[:16] == "bbc43cb9f7d3fc82"


def test_it_is_drawn_with_four_white_squares_around() -> None:
    drawing = etree.fromstring(qr.svg(BCD).encode())

    size = len(qr.encode(BCD)) + 8
    assert drawing.get("viewBox") == f"0 0 {size} {size}"
    squares = drawing[1].get("d") or ""
    assert squares.startswith("M4 4h1v1h-1z")
    assert squares.count("M") == sum(map(sum, qr.encode(BCD)))
