"""Resolve a crowd of made-up spellings: `python -m benchmarks.name_crowd SIZE` prints its seconds.

Names have one to four words and a legal form; three in ten are there again with a letter less. The
words that tell them apart are drawn from a few thousand, the rest from the bundled list of words.
"""

from __future__ import annotations

import random
import sys
import time

from clearway.matching import resolve
from clearway.model.vocabulary import read_vocabulary

_SYLLABLES = "ka ri to mi sen lo vex ta no bri zan du pel gor shi en ti ro mac wil ber son".split()  # noqa: SIM905 - as one writes syllables
_FORMS = ("Inc.", "Ltd", "Corp", "GmbH", "Co., Ltd.")


def crowd(size: int, seed: int = 5) -> list[str]:
    """Return so many different spellings, the same for a seed."""
    dice = random.Random(seed)
    kinds = ("trade", "place")
    common = [row["word"].title() for row in read_vocabulary("name_words") if row["kind"] in kinds]
    found: set[str] = set()
    while len(found) < size:
        telling = "".join(dice.choices(_SYLLABLES, k=dice.choice((2, 3, 3, 4)))).title()
        words = [telling, *dice.choices(common, k=dice.choice((0, 1, 2, 2, 3)))]
        name = " ".join([*words, dice.choice(_FORMS)])
        found.add(name)
        if dice.random() < 0.3:
            place = dice.randrange(len(name))
            found.add(name[:place] + name[place + 1 :])
    return sorted(found)[:size]


def main() -> None:
    """Print the seconds of a core that one resolution takes."""
    names = crowd(int(sys.argv[1]))
    start = time.process_time()
    resolve(names)
    print(f"{time.process_time() - start:.3f}")


if __name__ == "__main__":
    main()
