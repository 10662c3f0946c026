"""`python -m clearway.web.runs N`: the pool of a site, beside its server or on its own."""

from __future__ import annotations

import os
import sys

import django


def main() -> None:
    """Work runs off until told to end."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clearway.web.settings")
    django.setup()
    from clearway.web.runs.pool import Pool, serve

    serve(Pool(int(sys.argv[1])))


if __name__ == "__main__":
    main()
