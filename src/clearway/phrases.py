"""What the engine says in words with names in them, by form; to be told in other languages.

The first that fits is taken, so longer forms stand before those that they contain. Phrases without
a name need no form: they stand in the catalog as they are.
"""

from __future__ import annotations

PHRASES = (
    # clearway.arsenal.selling
    "%(holder)s sells no products",
    "the case lists no product of %(holder)s",
    "the case names no product that %(holder)s sells there",
    # clearway.clearance.misses
    "%(first)s to %(last)s; asked for %(day)s",
    "from %(first)s; asked for %(day)s",
    "%(company)s is no grantee on %(day)s",
    "%(family)s is not listed",
    "%(family)s is not on its list",
    "%(what)s is not within %(limits)s",
    "%(market)s is outside",
    "%(owner)s is no grantor; a standstill passes nothing on",
    "the component does not implement %(leaf)s",
    "the list of %(pool)s does not name it in time",
    "%(owner)s owns it; %(grantors)s did not own it in [%(since)s, %(until)s)",
    "%(buyer)s is not in the group of %(company)s on %(day)s",
    "unidentified purchase (%(count)s): no list",
    "whether %(supplier)s's sale exhausts its rights is unsaid",
    "%(status)s, left out, or not known on the day: it does not count",
    "component %(name)s",
    "%(deal)s through %(name)s",
    # clearway.planning.candidates
    "is not in effect on %(day)s",
    # clearway.unknowns.rights
    "%(where)s: no validation is on record, look into the national register; %(hang)s",
    "%(where)s: the day of grant is estimated, look into the office's register; %(hang)s",
    "%(where)s: no end is on record, look in the register whether the fees are paid; %(hang)s",
    "1 family that nothing clears hangs on it",
    "%(count)s families that nothing clears hang on it",
    "1 family that deals or own rights clear hangs on it",
    "%(count)s families that deals or own rights clear hang on it",
    (
        "%(holder)s in %(market)s: nobody has assessed %(families)s that nothing clears, read a "
        "sample of claims before paying"
    ),
    (
        "%(holder)s in %(market)s: nobody has assessed %(families)s that deals or own rights "
        "clear, read a sample of claims before paying"
    ),
    (
        "%(then)s declared %(rights)s in %(market)s without calling them its own: who is the "
        "proprietor in the register?"
    ),
    (
        "%(then)s still stands in the register of declarations for %(rights)s in %(market)s that "
        "went to %(today)s: look up the last assignment"
    ),
    (
        "%(rights)s in %(market)s count for %(today)s by a name that is only probably its own "
        "(%(then)s): review the match"
    ),
    # clearway.unknowns.deals
    "%(deal)s is only %(status)s: ask for a confirmation",
    "%(deal)s is %(status)s and does not count: is it so?",
    "%(deal)s: ask for the end of the term",
    "%(deal)s: does its territory hold %(market)s?",
    "%(deal)s: do its rights go with the parts that the licensee sells?",
    "%(deal)s: which standards does it cover?",
    "%(deal)s: ask %(buyer)s for the list of what it bought (an unknown number)",
    "%(deal)s: ask %(buyer)s for the list of what it bought (about %(count)s patents)",
    "%(deal)s: who are the licensors of %(pool)s?",
    "%(supplier)s's parts in %(product)s: are its own rights exhausted by the sale?",
    # how far a run is: clearway.planning.choosing, clearway.unknowns
    "searching for %(seconds)s s, within %(gap)s of the best possible",
    "searching for %(seconds)s s",
    "%(done)s of %(total)s",
    # clearway.dossier.standing
    "%(event)s (later %(state)s by %(names)s)",
    "retracts %(name)s",
    "corrects %(name)s",
    "disputes %(name)s",
    "confirms %(name)s",
    # inside of these
    "%(name)s in %(market)s, %(count)s rights",
    "%(count)s families",
    "%(count)s rights",
    "%(name)s in %(market)s",
    # clearway.ranges.rules
    "%(rule)s: %(choice)s",
    "%(years)s years",
    "%(count)s patents",
    # the owner of a right whom nobody names: may begin any of the others
    "unknown (declared by %(holder)s)",
    # two acts of one statement
    "%(act)s; %(other)s",
)
