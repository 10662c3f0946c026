"""Read a table of phones or other devices into products with their bill of standards.

Layout: that of tables taken from GSMArena, as the set of 5,617 phones to 2017 on Kaggle ("GSMArena
Phone Dataset"; no license is stated there): CSV, `,` separated, UTF-8, with a header. Columns are
found by name: `brand` and `model` are needed; `network_technology`, `3G_bands`, `4G_bands`, `WLAN`,
`bluetooth`, `NFC`, `GPS`, `radio`, `USB`, `chipset`, `OS`, `display_size`, `announced` and
`approx_price_EUR` are read where they are there. What a cell says of standards the rules in
`data/vocabulary/device_rules.csv` say; a blank cell is unknown, `No` is no.
"""

from clearway.sources.devices.products import printable, remarks, to_products
from clearway.sources.devices.reader import Device, DeviceTable, read_devices, read_table
from clearway.sources.devices.rules import Bill, Reason, Supplied, bill_of, rules, topics

__all__ = [
    "Bill",
    "Device",
    "DeviceTable",
    "Reason",
    "Supplied",
    "bill_of",
    "printable",
    "read_devices",
    "read_table",
    "remarks",
    "rules",
    "to_products",
    "topics",
]
