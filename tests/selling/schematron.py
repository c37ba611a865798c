"""A process that knows Saxon: which rules of a compiled schematron do documents break?

`python schematron.py RULES DOCUMENT...` prints a JSON list: of each document the
rules that it breaks, each with its flag.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from lxml import etree
from saxonche import PySaxonProcessor  # type: ignore[import-not-found]  # no stub

BROKEN = "{http://purl.oclc.org/dsdl/svrl}failed-assert"


def main(rules: str, *documents: str) -> None:
    found = []
    with PySaxonProcessor(license=False) as processor:
        stylesheet = processor.new_xslt30_processor().compile_stylesheet(
            stylesheet_file=rules
        )
        for name in documents:
            text = Path(name).read_text("utf-8")
            node = processor.parse_xml(xml_text=text)
            said = etree.fromstring(
                stylesheet.transform_to_string(xdm_node=node).encode()
            )
            found.append(
                [[each.get("id"), each.get("flag")] for each in said.iter(BROKEN)]
            )
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
