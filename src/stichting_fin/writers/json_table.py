"""JSON: a table for another program, amounts as text so that none is a float."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

from stichting_fin.table import Row, Source, Table


def write(table: Table) -> bytes:
    """Write the whole table on one line: titles, rows, and per row its postings."""
    said = {
        "title": table.title,
        "note": table.note,
        "stub": table.stub,
        "columns": [
            {"title": column.title, "form": column.form} for column in table.columns
        ],
        "rows": [_row(row) for row in table.rows],
    }
    return f"{json.dumps(said, ensure_ascii=False)}\n".encode("utf-8", "replace")


def _row(row: Row) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "code": row.code,
        "label": row.label,
        "cells": [_cell(cell) for cell in row.cells],
        "sources": [_source(source) for source in row.sources],
    }


def _source(source: Source) -> dict[str, Any]:
    return {
        "date": _cell(source.day),
        "account": source.account,
        "amount": _cell(source.amount),
        "payee": source.payee,
        "text": source.text,
        "ref": source.ref,
        "bron": source.bron,
        "document": source.document,
        "place": source.place,
    }


def _cell(value: str | Decimal | date | int | None) -> str | int | None:
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else value
