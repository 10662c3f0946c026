"""Fetching one page of the public web: bounded, and never from the network that we stand in.

Every address asked, redirects included, is resolved here; unless private ones are allowed, each of
its IP addresses must be global (RFC 6890), and the connection goes to the very address that was
checked, so that a name cannot point elsewhere in between. No proxy of the environment is used: it
would resolve the name anew. Only http and https, the usual ports or any, no cookies, nothing run.
"""

from __future__ import annotations

import ipaddress
import socket
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import httpx

from clearway.errors import DownloadError
from clearway.reading.extract import MAX_BYTES
from clearway.sources.answers import (
    REDIRECTS,
    check_is_the_file,
    checked_scheme,
    redirected,
    refusal,
)
from clearway.sources.download import user_agent

if TYPE_CHECKING:
    from collections.abc import Iterator

_CHUNK = 1 << 16


@dataclass(frozen=True)
class Bounds:
    """How long and how large a page may be, and how often it may send us on."""

    seconds: float = 30.0
    bytes: int = MAX_BYTES
    redirects: int = 5


@dataclass(frozen=True)
class Page:
    """A fetched page: its bytes, where it was found at last, what the server says it is."""

    raw: bytes
    address: str
    content_type: str


WITHIN = Bounds()


def fetch_page(address: str, *, allow_private: bool = False, bounds: Bounds = WITHIN) -> Page:
    """Fetch a page.

    Args:
        address: http or https.
        allow_private: whether addresses of the own network may be asked.
        bounds: of time, size and redirects.

    Raises:
        DownloadError: no such page, refused, too large, too slow, or not on the public web.
    """
    until = time.monotonic() + bounds.seconds
    url = checked_scheme(address, address)
    timeout = httpx.Timeout(min(bounds.seconds, 10.0))
    headers = {"User-Agent": user_agent(), "Accept-Encoding": "identity"}
    with httpx.Client(timeout=timeout, headers=headers, trust_env=False) as client:
        for _ in range(bounds.redirects + 1):
            with _answer(client, url, allow_private=allow_private) as response:
                if response.status_code not in REDIRECTS:
                    return _page(response, url, until, bounds)
                url = redirected(response, url, address)
    raise DownloadError(
        f"{address}: redirected more than {bounds.redirects} times, last to {url}; open it in a "
        "browser, save the page, and read the file."
    )


@contextmanager
def _answer(
    client: httpx.Client, url: httpx.URL, *, allow_private: bool
) -> Iterator[httpx.Response]:
    """Ask the address that was checked, under the name that was asked for."""
    checked = _checked_address(url, allow_private=allow_private)
    host = url.netloc.rpartition(b"@")[2].decode("ascii")
    asked = url.copy_with(host=checked, username=None, password=None)
    try:
        with client.stream(
            "GET", asked, headers={"Host": host}, extensions={"sni_hostname": url.host}
        ) as response:
            yield response
    except httpx.TimeoutException:
        raise DownloadError(f"{url}: nothing came in time; try again later") from None
    except httpx.HTTPError as error:
        raise DownloadError(
            f"{url}: cannot be fetched ({error}). Check the address and the network; behind a "
            "proxy, save the page with a browser and read the file."
        ) from error


def _checked_address(url: httpx.URL, *, allow_private: bool) -> str:
    """Resolve a host; every address it has must be one of the public network."""
    try:
        found = socket.getaddrinfo(url.host, url.port or 0, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise DownloadError(f"{url}: no such host; check the address and the network") from None
    addresses = [str(entry[4][0]) for entry in found]
    for each in addresses:
        if not allow_private and not _is_public(each):
            raise DownloadError(
                f"{url}: leads to {each}, which is not on the public web. If you mean it, read it "
                "with --allow-private."
            )
    return addresses[0]


def _is_public(address: str) -> bool:
    """Say whether an address is global unicast, seen through the ways of writing IPv4 in IPv6."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is not None or ip in _NAT64:
            inner = inner or ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
            return _is_public(str(inner))
    return ip.is_global and not ip.is_multicast


_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def _page(response: httpx.Response, url: httpx.URL, until: float, bounds: Bounds) -> Page:
    if response.status_code != httpx.codes.OK:
        raise DownloadError(refusal(response.status_code, str(url)))
    check_is_the_file(response, str(url))
    raw = bytearray()
    for chunk in response.iter_raw(_CHUNK):
        raw += chunk
        if len(raw) > bounds.bytes:
            raise DownloadError(
                f"{url}: more than {bounds.bytes:,} bytes; save the article alone and read the file"
            )
        if time.monotonic() > until:
            raise DownloadError(
                f"{url}: still coming after {bounds.seconds:g} seconds; save it with a browser and "
                "read the file"
            )
    return Page(bytes(raw), str(url), response.headers.get("Content-Type", ""))
