"""Fetching a page: bounded, and never from the network that we stand in."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING, Any

import pytest

from clearway.errors import DownloadError
from clearway.reading import fetching
from clearway.reading.fetching import Bounds, fetch_page
from sources.publisher import Publisher, publishing

if TYPE_CHECKING:
    from collections.abc import Iterator

CONTENT = b"<html><body><p>Text</p></body></html>" * 100


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    """A publisher on the loopback."""
    with publishing(CONTENT) as server:
        yield server


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "ftp://example.com/a",
        "gopher://example.com",
        "http://",
        "data:text/html,a",
    ],
)
def test_only_http_and_https_are_fetched(address: str) -> None:
    """Any other scheme, and an address without a host, is refused before anything is asked."""
    with pytest.raises(DownloadError):
        fetch_page(address)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "localhost", "10.1.2.3", "192.168.0.1", "172.16.0.1", "169.254.169.254",
        "0.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "[fe80::1]", "[fd00::1]", "2130706433",
        "0x7f.1", "100.64.0.1", "224.0.0.1", "[64:ff9b::7f00:1]", "[2002:7f00:1::]",
    ],
)  # fmt: skip
def test_private_addresses_are_refused_however_they_are_written(host: str) -> None:
    """Loopback, own network, metadata service and multicast, in figures of any kind."""
    with pytest.raises(DownloadError, match=r"not on the public web|no such host"):
        fetch_page(f"http://{host}:9/")


def test_a_name_with_one_private_address_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that also leads inside is refused, whichever of its addresses comes first."""

    def resolve(*_args: Any, **_options: Any) -> list[Any]:
        return [(2, 1, 6, "", (ip, 80)) for ip in ("93.184.216.34", "10.0.0.1")]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    with pytest.raises(DownloadError, match=r"leads to 10\.0\.0\.1"):
        fetch_page("http://example.com/")


def test_a_redirect_inside_is_refused(
    publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A public page that sends us to a private address is not followed."""
    monkeypatch.setattr(fetching, "_is_public", lambda address: address == "127.0.0.1")
    publisher.faults = ["redirect:http://169.254.169.254/latest/meta-data"]
    with pytest.raises(DownloadError, match=r"169\.254\.169\.254"):
        fetch_page(publisher.url)
    assert len(publisher.requests) == 1


def test_the_connection_goes_to_the_address_that_was_checked(
    publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name is resolved once; asked again it could lead elsewhere. The host stays the name."""
    port = publisher.url.split(":")[2].split("/")[0]
    real, asked = socket.getaddrinfo, []

    def resolve(host: Any, *args: Any, **options: Any) -> Any:
        asked.append(host)
        name = "127.0.0.1" if host == "press.example" else host
        return real(name, *args, **options)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    page = fetch_page(f"http://press.example:{port}/Open/a", allow_private=True)
    assert page.raw == CONTENT
    assert asked.count("press.example") == 1
    assert publisher.requests[0]["Host"] == f"press.example:{port}"


def test_a_page_comes_with_its_address_and_type(publisher: Publisher) -> None:
    """What was fetched at last is what is noted, with no proxy of the environment asked."""
    publisher.faults = [f"redirect:{publisher.base}other"]
    page = fetch_page(publisher.url, allow_private=True)
    assert page.address == f"{publisher.base}other"
    assert page.raw == CONTENT


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        ("loop", "redirected more than"),
        ("404", "not there"),
        ("403", "refuses"),
        ("packed", "packs"),
    ],
)
def test_what_is_no_page_gets_one_clear_error(
    publisher: Publisher, fault: str, message: str
) -> None:
    """Loops, refusals and bodies packed although not asked for end the command."""
    publisher.always = fault
    with pytest.raises(DownloadError, match=message):
        fetch_page(publisher.url, allow_private=True)


def test_size_and_time_are_bounded(publisher: Publisher) -> None:
    """A page larger than allowed, or one that never ends, is given up."""
    with pytest.raises(DownloadError, match="more than 100 bytes"):
        fetch_page(publisher.url, allow_private=True, bounds=Bounds(bytes=100))
    publisher.always = "stall"
    with pytest.raises(DownloadError):
        fetch_page(publisher.url, allow_private=True, bounds=Bounds(seconds=0.3))
