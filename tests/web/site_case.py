"""The case that the tests of the site keep there."""

from __future__ import annotations

CASE = """\
# kept as it is, comments and all
[case]
id = "worked"
question = "May X sell the phone in Germany?"
company = "X"
as_of = 2018-01-01
markets = ["DE", "US"]

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
bundle = "summer"
"""
