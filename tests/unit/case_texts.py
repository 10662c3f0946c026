"""Case texts that the tests of the case file share."""

from __future__ import annotations

HEAD = """\
[case]
id = "trial"
company = "X"
as_of = 2018-01-01
"""

LICENSE = """
[[deal]]
id = "lic"
kind = "license"
status = "signed"
effective = 2017-07-05
grantors = ["A"]
grantees = ["X"]
"""

WHOLE = (
    HEAD
    + """\
known_at = 2018-02-01
markets = ["CN", "DE"]
question = "Does it open the way?"  # asked by counsel

[policy]
ep_validation = ["DE", "FR"]
grant_lag_days = { US = 900 }
open_when = 0.5
statuses = ["signed", "rumored"]
multimode_weights = { 4G = 0.9, 3G = 0.1, source = "press" }
market_weights = { CN = 0.7, DE = 0.3, source = "press" }
ranking_weights = { share = 2, demand = 1, source = "press" }

[policy.aggregate_burden]
4G = { low = 0.06, high = 0.10, source = "press" }
AAC = { low = 0.2, high = 1.98, source = "press", high_source = "press", currency = "USD" }

[policy.exchange_rates]
EUR = { rate = 1.14, currency = "USD", source = "press" }

[policy.venue.DE]
note = "injunctions are the rule"
source = "press"

[[company]]
name = "X"
aliases = ["X Mobile Software"]
country = "CN"

[[company]]
name = "A"
operating = false

[[ownership]]
child = "A Technologies"
parent = "A"
from = "2014-04"
share = 1
control = true

[[product]]
name = "phone"
category = "smartphone"
standards = ["4G"]
components = [
  { supplier = "Q", standards = ["4G"], own_rights = "reserved" },  # the modem
]
made_in = ["CN"]
price = { amount = 180, currency = "USD" }
launched = [{ market = "CN", on = "2017" }]
units_per_year = { CN = 5_000_000, DE = 20_000, source = "press" }

[[product]]
name = "battery"
category = "power-bank"
standards = []

[[pool]]
name = "Example pool"
standards = ["4G"]
members = [{ company = "A", from = 2014-01-01, to = 2016-01-01 }]
"""
    + LICENSE
    + """\
ends = 2022-07-05
territory = { exclude = ["US"] }
field = ["phone", "tablet"]
sources = ["press"]

[[deal]]
id = "pooled"
kind = "pool-license"
status = "reported"
effective = "2016"
pool = "Example pool"
grantees = ["X"]

[[deal]]
id = "bought"
kind = "purchase"
status = "signed"
effective = 2016-06-01
seller = "A"
buyer = "X"
count = 1500

[[candidate]]
id = "next"
kind = "cross-license"
parties = ["X", "B"]
cost = { amount = 30_000_000, currency = "USD" }

[[suit]]
id = "a-delhi"
market = "IN"
filed = "2014"
plaintiff = "A"
defendants = ["X", "Y"]

[[order]]
suit = "a-delhi"
from = 2014-12-16
reaches = ["smartphone"]
except_suppliers = ["Q"]

[[source]]
id = "press"
publisher = "A"
url = "https://example.org/news"
published = 2017-07-05
reliability = "A"

[[statement]]
speaker = "W"
on = 2017-04-25
says = "in two years"
source = "press"
credibility = 2

[[sighting]]
product = "phone"
market = "AE"
channel = "operator"
on = 2017-04-16
place = "Dubai"

[[forecast]]
forecaster = "W"
event = "launch"
market = "US"
opens = 2017-04-25
deadline = 2019-12-31
probability = 0.8
source = "press"

[[question]]
text = "A itself?"
asked_on = 2017-07-06
"""
)
