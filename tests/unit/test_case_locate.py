"""Lines of tables and keys in a TOML text."""

from __future__ import annotations

from clearway.case.locate import locate

TEXT = '''\
root = 1
[case]   # a comment with [brackets]
id = "a ] # b"
question = """
[[deal]]
x = 1 \\""" still inside
"""
literal = \'\'\'
[no]\'\'\'
[[deal]]
id = 'one'
parties = [
  "A",  # one ]
  'B',
]
territory = { include = ["DE", "FR"], exclude = ["US"] }
[deal.more]
"quoted key" = 2
[[deal]]
# nothing yet

"id" = "two"
a.b.c = 1
[[product]]
components = [{ supplier = "Q" },
  { supplier = "M" }]
[[product]]
[[product.launched]]
on = 2017-01-01 10:00:00
[[product.launched]]
on = 2017-01-02
'''


def test_lines_of_tables() -> None:
    """Every table has the line of its header, whatever its neighbours' strings hold."""
    lines = {key: table.line for key, table in locate(TEXT).items()}
    assert lines == {
        ("root", 0): 1,
        ("case", 0): 2,
        ("deal", 0): 10,
        ("deal", 1): 19,
        ("product", 0): 24,
        ("product", 1): 27,
    }


def test_lines_of_keys() -> None:
    """Keys in lists, inline tables, sub-tables and dotted form have their own lines."""
    tables = locate(TEXT)
    deal = tables["deal", 0].keys
    assert (deal["parties"], deal["parties.0"], deal["parties.1"]) == (12, 13, 14)
    assert (deal["territory.exclude"], deal["more.quoted key"]) == (16, 18)
    assert tables["case", 0].keys["literal"] == 8
    assert tables["deal", 1].keys == {"id": 22, "a": 23, "a.b": 23, "a.b.c": 23}
    assert tables["product", 0].keys["components.1.supplier"] == 26
    assert tables["product", 1].keys["launched.1.on"] == 31
