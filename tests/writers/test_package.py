"""A package that says what is in it, in a way that another zlib cannot upset."""

from __future__ import annotations

import json
import zlib
from datetime import date
from io import BytesIO
from zipfile import ZIP_STORED, ZipFile

import pytest

from stichting_fin.writers import package

DAY = date(2026, 5, 1)
FILES = {"b/grootboek.csv": b"a;b\n", "a.txt": b"tekst" * 100}
EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_the_order_in_which_files_come_changes_nothing() -> None:
    turned = dict(reversed(FILES.items()))

    assert package.zipped(FILES, DAY) == package.zipped(turned, DAY)


def test_a_package_holds_its_files_dated_on_the_peildatum() -> None:
    packed = package.zipped(FILES, DAY)

    with ZipFile(BytesIO(packed)) as source:
        assert source.testzip() is None
        assert source.namelist() == ["a.txt", "b/grootboek.csv"]
        assert {member.date_time for member in source.infolist()} == {
            (2026, 5, 1, 0, 0, 0)
        }
        assert source.getinfo("a.txt").compress_size < 100
    assert package.members(packed) == FILES


def test_a_manifest_tells_what_went_in_and_came_out() -> None:
    packed = package.zipped({"leeg": b""}, DAY)

    text = package.manifest(
        {"ledger/main.beancount": b""},
        {"p.zip": packed, "a": b""},
        DAY,
        {"boekjaar": "2025", "a": "é"},
    )

    assert text.endswith(b"}\n")
    assert json.loads(text) == {
        "format": 1,
        "peildatum": "2026-05-01",
        "about": {"a": "é", "boekjaar": "2025"},
        "inputs": {"ledger/main.beancount": EMPTY},
        "outputs": {
            "a": {"bytes": 0, "sha256": EMPTY},
            "p.zip": {
                "bytes": len(packed),
                "sha256": package.digest(packed),
                "members": {"leeg": EMPTY},
            },
        },
    }


def test_the_order_of_a_manifest_is_always_the_same() -> None:
    turned = dict(reversed(FILES.items()))

    assert package.manifest(FILES, FILES, DAY, {}) == package.manifest(
        turned, turned, DAY, {}
    )


def test_another_compression_is_the_same_content(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ours = package.zipped(FILES, DAY)
    monkeypatch.setattr(package, "ZIP_DEFLATED", ZIP_STORED)
    theirs = package.zipped(FILES, DAY)

    assert zlib.crc32(ours) != zlib.crc32(theirs)
    assert package.members(ours) == package.members(theirs)


def test_a_container_within_a_container_is_opened_too() -> None:
    outer = package.zipped({"x.xlsx": package.zipped(FILES, DAY), "los": b""}, DAY)

    assert list(package.members(outer)) == [
        "los",
        "x.xlsx!a.txt",
        "x.xlsx!b/grootboek.csv",
    ]


def test_a_manifest_finds_what_is_not_as_it_was() -> None:
    said = package.manifest({}, {"a": b"1", "b": b"2", "c": b"3"}, DAY, {})

    found = package.differences(said, {"a": b"1", "b": b"anders", "d": b"4"})

    assert list(found) == [("b", "changed"), ("c", "missing"), ("d", "unknown")]


def test_a_rebuild_may_be_compressed_in_another_way(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    said = package.manifest({}, {"p.zip": package.zipped(FILES, DAY)}, DAY, {})
    other = {"p.zip": package.zipped(FILES | {"a.txt": b"anders"}, DAY)}
    monkeypatch.setattr(package, "ZIP_DEFLATED", ZIP_STORED)
    again = {"p.zip": package.zipped(FILES, DAY)}

    assert list(package.differences(said, again)) == [("p.zip", "changed")]
    assert not list(package.differences(said, again, rebuilt=True))
    assert list(package.differences(said, other, rebuilt=True)) == [
        ("p.zip", "changed")
    ]
