"""Read what a server answers: may a redirect be followed, is it the file, what is a refusal.

Source of the protocol's rules: RFC 9110.
"""

from __future__ import annotations

import email.utils
from datetime import UTC
from typing import TYPE_CHECKING

import httpx

from clearway.errors import DownloadError
from clearway.sources.partial import Note

if TYPE_CHECKING:
    from datetime import date

REDIRECTS = frozenset({301, 302, 303, 307, 308})
PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Statuses that may pass if asked again."""


def checked_scheme(url: str, asked: str) -> httpx.URL:
    """Return the parsed address if it is http or https with a host."""
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL as error:
        raise DownloadError(
            f"{asked}: no usable address ({error}); give a https address."
        ) from None
    if parsed.scheme not in {"http", "https"} or not parsed.host:
        raise DownloadError(
            f"{asked}: '{url}' is neither a http nor a https address; nothing else is fetched."
        )
    return parsed


def redirected(response: httpx.Response, asked: httpx.URL, first: str) -> httpx.URL:
    """Return where a redirect leads, if it may be followed."""
    location = response.headers.get("Location")
    if not location:
        raise DownloadError(f"{asked}: redirected to nowhere; check the address in a browser.")
    leads_to = checked_scheme(str(asked.join(location)), str(asked))
    if leads_to.scheme == "http" and httpx.URL(first).scheme == "https":
        raise DownloadError(
            f"{asked}: redirected to {leads_to}, which is not encrypted; this is not followed. "
            "Check the network: someone may be in between."
        )
    return leads_to


def check_is_the_file(response: httpx.Response, url: str) -> None:
    """Refuse a web page in place of an archive, and a body packed although it must not be."""
    kind = response.headers.get("Content-Type", "")
    if url.lower().endswith(".zip") and kind.lower().startswith("text/html"):
        raise DownloadError(
            f"{url}: a web page came instead of the file. A log-in page of the network may be in "
            "between; open the address in a browser."
        )
    encoding = response.headers.get("Content-Encoding", "identity")
    if encoding.lower() != "identity":
        raise DownloadError(
            f"{url}: the server packs the file on the way ({encoding}) though asked not to; "
            "fetch it with a browser instead."
        )


def note_of(response: httpx.Response, url: str) -> Note:
    """Return the marks of the edition that an answer brings."""
    length = response.headers.get("Content-Length", "")
    return Note(
        url=url,
        etag=response.headers.get("ETag"),
        last_modified=response.headers.get("Last-Modified"),
        size=int(length) if length.isdecimal() else None,
    )


def retry_after(response: httpx.Response) -> float | None:
    """Return the seconds the server asks to wait, where it says them as a number."""
    text = response.headers.get("Retry-After", "")
    return float(text) if text.isdecimal() else None


def refusal(status: int, url: str) -> str:
    """Say what a status means and what to do."""
    if status in {401, 403}:
        return (
            f"{url}: the server refuses ({status}). Open the address in a browser, save the file, "
            "and name the saved file instead."
        )
    if status in {404, 410}:
        return (
            f"{url}: not there ({status}). The publisher may have moved it; look it up on the "
            "publisher's site and give the new address."
        )
    return f"{url}: the server answered {status}. Check the address, or try again later."


def edition_of(last_modified: str | None) -> date | None:
    """Return the day (UTC) of a Last-Modified header; None where there is none or it is no date."""
    try:
        moment = email.utils.parsedate_to_datetime(last_modified or "")
    except ValueError:
        return None
    return moment.astimezone(UTC).date()
