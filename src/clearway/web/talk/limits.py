"""How often something happens, counted in the database: limits hold over all workers.

One row per thing and window of time, raised by an update that the database lets through one at a
time. What is counted (an address, a network address) is kept as a keyed hash.
"""

from __future__ import annotations

import ipaddress
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from allauth.account.adapter import get_adapter
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac

from clearway.web.talk.models import Tally

if TYPE_CHECKING:
    from django.http import HttpRequest

    from clearway.web.talk.rules import Limit


def tally(what: str, seconds: int) -> int:
    """Count one more; return how often it happened in this window, this time included."""
    window = int(time.time() // seconds)
    name = hashed(f"{what} {seconds} {window}")
    with transaction.atomic():
        ends_at = datetime.fromtimestamp((window + 1) * seconds, UTC)
        Tally.objects.get_or_create(name=name, defaults={"ends_at": ends_at})
        Tally.objects.filter(name=name).update(count=F("count") + 1)
        return Tally.objects.values_list("count", flat=True).get(name=name)


def is_within(limit: Limit, what: str) -> bool:
    """Count one more against a limit; say whether it is still within."""
    return tally(f"{limit.name} {what}", limit.seconds) <= limit.most


def forget() -> None:
    """Delete the counts of windows that are over."""
    over = Tally.objects.filter(ends_at__lt=timezone.now())
    if over.exists():
        over.delete()


def network_of(request: HttpRequest) -> str:
    """Return the visitor's network: an IPv4 address, or the /64 that an IPv6 subscriber has."""
    address = ipaddress.ip_address(get_adapter().get_client_ip(request))
    if address.version == 6:
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)


def mailbox_of(mail: str) -> str:
    """Return what the spellings of one mailbox have in common: lower case, no +tag."""
    local, _at, domain = mail.lower().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"


def hashed(text: str) -> str:
    """Return a hash that only this site can make, so that nobody can try addresses against it."""
    return salted_hmac("clearway.talk", text, algorithm="sha256").hexdigest()
