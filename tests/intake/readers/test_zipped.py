"""A zip of CAMT files: one for each day, told as one file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from stichting_fin.fault import UnreadableError
from stichting_fin.intake.readers import detect, zipped

CAMT = Path(__file__).parent / "camt"
DAY = (CAMT / "abnamro.xml").read_bytes()
NEXT = DAY.replace(b"25063", b"25064")


def test_the_days_come_in_the_order_of_their_names(tmp_path: Path) -> None:
    path = zip_of(
        tmp_path,
        {"b.xml": NEXT, "a.xml": DAY, "map/": b"", "__MACOSX/a": b"", ".DS": b""},
    )

    assert detect(path).name == "camt-zip"
    assert [each.id for each in zipped.read(path)] == ["25063", "25064"]


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ({"map/": b""}, "zip-empty"),
        ({"a.xml": DAY, "b.txt": b"Beste penningmeester"}, "zip-mixed"),
        ({"a.xml": DAY, "b.zip": b"PK\x03\x04"}, "zip-mixed"),
        ({"a.xml": DAY, "b.xml": DAY.replace(b"053.001.02", b"053.001.08")}, "zip-mixed"),
    ],
)  # fmt: skip
def test_a_zip_of_something_else_is_refused(
    files: Mapping[str, bytes], code: str, tmp_path: Path
) -> None:
    with pytest.raises(UnreadableError) as error:
        next(zipped.read(zip_of(tmp_path, files)))

    assert error.value.code == code


def test_a_fault_names_the_file_in_the_zip(tmp_path: Path) -> None:
    path = zip_of(tmp_path, {"a.xml": DAY.replace(b"25.00<", b"x<")})

    with pytest.raises(UnreadableError, match=r"dagen\.zip/a\.xml:18"):
        list(zipped.read(path))


def test_a_locked_zip_is_refused(tmp_path: Path) -> None:
    path = zip_of(tmp_path, {"a.xml": DAY})
    raw = bytearray(path.read_bytes())
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(raw)

    with pytest.raises(UnreadableError, match="password"):
        list(zipped.read(path))


def test_a_broken_zip_is_refused(tmp_path: Path) -> None:
    path = zip_of(tmp_path, {"a.xml": DAY})
    path.write_bytes(path.read_bytes()[:200])

    with pytest.raises(UnreadableError, match="cannot be unpacked"):
        list(zipped.read(path))


def test_a_spreadsheet_is_no_zip_of_statements() -> None:
    head = b"PK\x03\x04" + bytes(26)

    assert zipped.sniff(head + b"250304.xml") == "camt-zip"
    assert zipped.sniff(head + b"[Content_Types].xml") == ""
    assert zipped.sniff(b"<Document>") == ""


def zip_of(folder: Path, files: Mapping[str, bytes]) -> Path:
    path = folder / "dagen.zip"
    with ZipFile(path, "w", ZIP_DEFLATED) as made:
        for name, raw in files.items():
            made.writestr(name, raw)
    return path
