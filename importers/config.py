"""The foundation's sources, for beangulp's command line and for Fava's import page.

Both are previews: `stichting-fin import` is the only way in.

    python importers/config.py extract importers/inbox
"""

from pathlib import Path

import beangulp

from stichting_fin.intake.importer import importers

CONFIG = importers(Path(__file__).resolve().parent)

if __name__ == "__main__":
    beangulp.Ingest(CONFIG)()
