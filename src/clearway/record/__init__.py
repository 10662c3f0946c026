"""The record: public data, normalized once, in snapshots that are whole or not there."""

from __future__ import annotations

from clearway.record.record import Record, open_record

__all__ = ["Record", "open_record"]
