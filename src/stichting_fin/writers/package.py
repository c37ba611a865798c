"""Package: many files in one zip, with a manifest by which anybody can check them.

Deflate differs between builds of zlib: so the manifest holds, for each container, its
own SHA-256 and those of the uncompressed files in it; a rebuild compares the latter.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from hashlib import sha256
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

MAGIC = b"PK\x03\x04"  # so begins every zip that holds something: xlsx too
PLAIN_FILE = 0o100644 << 16  # what a zip says about a file that anybody may read
FORMAT = 1


def zipped(members: Mapping[str, bytes], day: date) -> bytes:
    """Pack the files by name, all dated `day`: the same files give the same bytes."""
    with ZipFile(packed := BytesIO(), "w") as target:
        for name in sorted(members):
            member = ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
            member.external_attr = PLAIN_FILE
            member.create_system = 3  # Unix, wherever it is made
            target.writestr(member, members[name], ZIP_DEFLATED)
    return packed.getvalue()


def manifest(
    inputs: Mapping[str, bytes],
    outputs: Mapping[str, bytes],
    day: date,
    about: Mapping[str, str],
) -> bytes:
    """List what went in, what came out and what is inside, each with its SHA-256.

    Args:
        inputs: The files of the administration, by their path in it.
        outputs: The files of the package, by their path in it.
        day: The peildatum.
        about: What else it tells: foundation, boekjaar, version of the program.
    """
    told = {
        "format": FORMAT,
        "peildatum": day.isoformat(),
        "about": dict(about),
        "inputs": {name: digest(content) for name, content in inputs.items()},
        "outputs": {name: _described(content) for name, content in outputs.items()},
    }
    text = json.dumps(told, ensure_ascii=False, indent=2, sort_keys=True)
    return f"{text}\n".encode()


def digest(content: bytes) -> str:
    """Give the SHA-256 in hex digits."""
    return sha256(content).hexdigest()


def members(container: bytes) -> Mapping[str, bytes]:
    """Give the files inside a zip by name, and those of a zip inside it.

    None when it is no zip. A file inside a zip inside it is "grootboek.xlsx!a.xml".
    """
    if not container.startswith(MAGIC):
        return {}
    found: dict[str, bytes] = {}
    with ZipFile(BytesIO(container)) as source:
        for name in source.namelist():
            content = source.read(name)
            inside = {f"{name}!{part}": text for part, text in members(content).items()}
            found |= inside or {name: content}
    return found


def differences(
    said: bytes, outputs: Mapping[str, bytes], *, rebuilt: bool = False
) -> Iterator[tuple[str, str]]:
    """Give each file that is "missing", "unknown" or "changed" by a manifest.

    Args:
        said: The manifest.
        outputs: The files that are there.
        rebuilt: They were made again: a container may be compressed differently.
    """
    known = json.loads(said)["outputs"]
    for name in sorted({*known, *outputs}):
        if name not in outputs:
            yield name, "missing"
        elif name not in known:
            yield name, "unknown"
        elif _proof(_described(outputs[name]), rebuilt) != _proof(known[name], rebuilt):
            yield name, "changed"


def _proof(described: Mapping[str, Any], rebuilt: bool) -> Any:
    return (rebuilt and described.get("members")) or described["sha256"]


def _described(content: bytes) -> dict[str, Any]:
    said: dict[str, Any] = {"bytes": len(content), "sha256": digest(content)}
    if inside := members(content):
        said["members"] = {name: digest(part) for name, part in inside.items()}
    return said
