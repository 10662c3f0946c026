"""The field's vocabulary: numbers, territory, calendar, standards, tables. No I/O, no engine."""
