"""Titles of the sample's families, put together from phrases of the field.

A few hold what makes the export awkward to read: semicolons, quotes and line breaks.
"""

from __future__ import annotations

OPENINGS = (
    "Method and apparatus for",
    "System and method for",
    "Technique for",
    "User equipment, base station and method for",
    "Device, program and recording medium for",
    "Communication terminal for",
    "Procedure for",
    "Network node and method for",
)
ACTIONS = (
    "reporting",
    "allocating",
    "scheduling",
    "configuring",
    "multiplexing",
    "retransmitting",
    "estimating",
    "indicating",
    "monitoring",
    "releasing",
    "selecting",
    "mapping",
    "encoding",
)
OBJECTS = (
    "channel state information",
    "uplink control resources",
    "a random access preamble",
    "reference signals",
    "paging occasions",
    "bearer contexts",
    "measurement gaps",
    "feedback for multiple carriers",
    "session parameters",
    "a hybrid retransmission process",
    "discontinuous reception",
)
SETTINGS = (
    "in a sampled cell",
    "in a mobile communication network",
    "across carriers of unequal bandwidth",
    "during handover between nodes",
    "under partial coverage",
    "with relayed links",
    "for idle terminals",
)
AWKWARD = (
    '{0}; and a "{1}" therefor',
    "{0};\n{1}",
    '"{0}"; {1}',
)
"""Patterns of the titles that are hard to read, used for one title in a hundred."""


def write_title(unit: int, style: int) -> str:
    """The title of one family, in the letter case of one right.

    Args:
        unit: place of the family.
        style: any number; decides on blank, capitals and awkward characters.

    Returns:
        The title; blank for a quarter of the styles, as in the register.
    """
    if style % 4 == 3:
        return ""
    place = unit * 2_654_435_761 % 2**32
    parts = []
    for words in (OPENINGS, ACTIONS, OBJECTS, SETTINGS):
        parts.append(words[place % len(words)])
        place //= len(words)
    title = " ".join(parts)
    if unit % 97 == 5:
        title = AWKWARD[unit // 97 % len(AWKWARD)].format(title, " ".join(parts[1:3]))
    return title.upper() if style % 4 == 2 else title
