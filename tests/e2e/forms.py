"""Plain forms and cases that the end-to-end tests write, all invented."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

CASE = """\
[case]
id = "two-products"
company = "Xiaomi"
as_of = 2018-01-01
markets = ["IN", "DE"]

[[product]]
name = "phone"
category = "smartphone"
standards = ["4G", "3G"]

[[product]]
name = "bank"
category = "power-bank"
standards = []

[[deal]]
id = "nokia"
kind = "license"
grantors = ["Nokia"]
grantees = ["Xiaomi"]
status = "signed"
effective = 2017-07-05
bundle = "summer"

[[deal]]
id = "huawei"
kind = "license"
grantors = ["Huawei"]
grantees = ["Xiaomi"]
status = "signed"
effective = 2017-07-06
bundle = "summer"

[[deal]]
id = "samsung-idea"
kind = "license"
grantors = ["Samsung"]
grantees = ["Xiaomi"]
status = "hypothetical"
effective = 2017-08-01
"""

WORKED_CASE = """\
[case]
id = "worked"
company = "X"
as_of = 2018-01-01
markets = ["DE"]

[policy]
ep_validation = "all"

[[company]]
name = "X"

[[product]]
name = "phone"
category = "smartphone"
standards = ["4G"]

[[deal]]
id = "L1"
kind = "license"
grantors = ["A"]
grantees = ["X"]
status = "signed"
effective = 2017-07-05
"""

_WORKED_DECLARATIONS = """\
declarant,family,generation
A,F1,4G
B,F2,3G
B,F2,4G
A,F3,4G
X,F4,4G
A,F5,4G
A,F6,4G
"""

_WORKED_RIGHTS = """\
family,publication,filed_on,granted_on
F1,EP1001001B1,2008-03-01,2012-05-01
F2,DE102008001002B4,2008-03-01,2013-05-01
F3,EP1001003B1,2008-03-01,2012-05-01
F4,DE102008001004B4,2008-03-01,2013-05-01
F5,CN101001005B,2008-03-01,2013-05-01
F6,EP3001006A1,2016-03-01,
"""


def write_forms(folder: Path) -> None:
    """One family with a suit and an order, and a row that cannot be used (line 3 of rights)."""
    folder.mkdir()
    (folder / "declarations.csv").write_text("declarant,family,generation\nNokia,given-1,4G\n")
    (folder / "rights.csv").write_text(
        "family,publication,filed_on,granted_on\n"
        "given-1,EP1002001B1,2008-03-01,2012-05-01\n"
        "given-1,EP1002002B1,2020-02-30,\n"
    )
    (folder / "suits.csv").write_text(
        "suit,court,country,filed_on,plaintiff,defendant,action,basis\n"
        "S1,Delhi High Court,IN,2014-12-05,InterDigital,Xiaomi,infringement,declared\n"
    )


def write_worked_example(folder: Path, *, sold_on: str) -> None:
    """The worked example of `clearance.md`, F3 being sold to N on the day given."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "declarations.csv").write_text(_WORKED_DECLARATIONS)
    (folder / "rights.csv").write_text(_WORKED_RIGHTS)
    (folder / "transfers.csv").write_text(
        f"publication,from,to,executed_on\nEP1001003,A,N,{sold_on}\n"
    )
