"""Archives: what opens, and the one message that each kind of damage gives."""

from __future__ import annotations

import gzip
import zipfile
from datetime import date
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

from clearway.errors import SourceError
from clearway.sources.archives import Limits, checksum, open_members, open_source

if TYPE_CHECKING:
    from pathlib import Path

CONTENT = b"a;b\n1;2\n" * 1000


def _read(path: Path, limits: Limits | None = None) -> bytes:
    with open_source(path, limits) as source:
        return b"".join(iter(lambda: source.read(1000), b""))


def _zip(path: Path, members: dict[str, bytes], **options: int) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            info = zipfile.ZipInfo(name, date_time=(2026, 10, 9, 4, 0, 0))
            info.compress_type = options.get("compress_type", zipfile.ZIP_DEFLATED)
            archive.writestr(info, content)
    return path


def test_plain_gzip_and_zip_give_the_same_bytes(tmp_path: Path) -> None:
    """A .csv, a .csv.gz and a .zip of one content are read alike."""
    plain, packed = tmp_path / "x.csv", tmp_path / "x.csv.gz"
    plain.write_bytes(CONTENT)
    packed.write_bytes(gzip.compress(CONTENT))
    zipped = _zip(tmp_path / "x.zip", {"x.csv": CONTENT})
    assert _read(plain) == _read(packed) == _read(zipped) == CONTENT


def test_what_a_file_is_its_first_bytes_decide(tmp_path: Path) -> None:
    """A gzip without its ending and a zip under another name are recognised."""
    odd = tmp_path / "export"
    odd.write_bytes(gzip.compress(CONTENT))
    assert _read(odd) == CONTENT
    assert _read(_zip(tmp_path / "download", {"x.CSV": CONTENT})) == CONTENT


def test_zip_says_its_size_and_day(tmp_path: Path) -> None:
    """The member's day and unpacked size are known before reading."""
    with open_source(_zip(tmp_path / "x.zip", {"ISLD.csv": CONTENT})) as source:
        assert source.dated == date(2026, 10, 9)
        assert source.expanded == len(CONTENT)
        assert source.name.endswith("x.zip/ISLD.csv")


def test_other_members_are_left_alone(tmp_path: Path) -> None:
    """A read-me and the files that macOS adds do not count as a second member."""
    members = {"readme.txt": b"hi", "__MACOSX/._x.csv": b"?", "sub/x.csv": CONTENT}
    assert _read(_zip(tmp_path / "x.zip", members)) == CONTENT


def test_names_in_a_zip_never_become_paths(tmp_path: Path) -> None:
    """A member named upwards is read as a stream; nothing is written anywhere."""
    folder = tmp_path / "in"
    folder.mkdir()
    path = _zip(folder / "x.zip", {"../../evil.csv": CONTENT})
    assert _read(path) == CONTENT
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["in", "x.zip"]


@pytest.mark.parametrize("members", [{}, {"x.txt": b"a"}, {"x.csv": b"a", "y.csv": b"b"}])
def test_zip_must_hold_one_csv(tmp_path: Path, members: dict[str, bytes]) -> None:
    """None or two CSV members are refused, with their number."""
    path = _zip(tmp_path / "x.zip", members)
    with pytest.raises(SourceError, match=r"exactly one .csv file and holds [02].*unpack it"):
        _read(path)


@pytest.mark.parametrize("keep", [10, 60, -30, -1])
def test_truncated_zip(tmp_path: Path, keep: int) -> None:
    """A zip cut anywhere is called truncated."""
    path = _zip(tmp_path / "x.zip", {"x.csv": CONTENT})
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(SourceError, match=r"truncated or damaged.*fetch it again"):
        _read(path)


def test_a_zip_whose_directory_leads_before_the_file(tmp_path: Path) -> None:
    """A member that would begin before the first byte is damage, not an error of the system."""
    path = _zip(tmp_path / "x.zip", {"x.csv": CONTENT})
    data = bytearray(path.read_bytes())
    place = int.from_bytes(data[-6:-2], "little")
    data[-6:-2] = (place + 1_000).to_bytes(4, "little")  # where the directory is said to begin
    path.write_bytes(data)
    with pytest.raises(SourceError, match="truncated or damaged"):
        _read(path)


def test_a_member_without_a_name_is_left_alone(tmp_path: Path) -> None:
    """A name that begins with a zero byte is none, and is nothing to read."""
    path = _zip(tmp_path / "x.zip", {"x.csv": CONTENT, "n.csv": b"-"})
    path.write_bytes(path.read_bytes().replace(b"n.csv", b"\0.csv"))
    assert _read(path) == CONTENT


def test_damaged_zip_content(tmp_path: Path) -> None:
    """A flipped byte inside the member is found by its checksum."""
    path = _zip(tmp_path / "x.zip", {"x.csv": CONTENT}, compress_type=zipfile.ZIP_STORED)
    data = bytearray(path.read_bytes())
    data[500] ^= 1
    path.write_bytes(data)
    with pytest.raises(SourceError, match="truncated or damaged"):
        _read(path)


@pytest.mark.parametrize("keep", [5, 40, -4])
def test_truncated_gzip(tmp_path: Path, keep: int) -> None:
    """A gzip cut anywhere is called truncated."""
    path = tmp_path / "x.csv.gz"
    path.write_bytes(gzip.compress(CONTENT)[:keep])
    with pytest.raises(SourceError, match=r"truncated or damaged.*fetch it again"):
        _read(path)


def test_encrypted_zip(tmp_path: Path) -> None:
    """An encrypted member is refused before a password is missed."""
    path = _zip(tmp_path / "x.zip", {"x.csv": CONTENT})
    data = bytearray(path.read_bytes())
    data[6] |= 1
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    with pytest.raises(SourceError, match="is encrypted; unpack it with its password"):
        _read(path)


def test_unread_packing(tmp_path: Path) -> None:
    """Methods other than deflate are refused by their number."""
    path = _zip(tmp_path / "x.zip", {"x.csv": CONTENT}, compress_type=zipfile.ZIP_LZMA)
    with pytest.raises(SourceError, match="method 14, which is not read"):
        _read(path)


@pytest.mark.parametrize("limits", [Limits(expanded=10_000), Limits(ratio=100, floor=10_000)])
def test_bombs(tmp_path: Path, limits: Limits) -> None:
    """Too many bytes, declared by a zip or found in a gzip, are refused."""
    zipped = _zip(tmp_path / "x.zip", {"x.csv": bytes(1_000_000)})
    packed = tmp_path / "x.csv.gz"
    packed.write_bytes(gzip.compress(bytes(1_000_000)))
    for path in (zipped, packed):
        with pytest.raises(SourceError, match="is refused: it unpacks to more than"):
            _read(path, limits)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("x.csv", b"", "is empty"),
        ("x.zip", b"", "is empty"),
        ("x.zip", b"no zip", "truncated or damaged"),
        ("x.csv.gz", b"no gzip", "is named .gz but is not gzip"),
    ],
)
def test_not_what_it_is_named(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    """Empty files and wrong endings say so."""
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(SourceError, match=message):
        _read(path)


def test_no_file(tmp_path: Path) -> None:
    """A missing file and a folder are named."""
    with pytest.raises(SourceError, match="does not exist"):
        _read(tmp_path / "nowhere.zip")
    with pytest.raises(SourceError, match="is not a file"):
        _read(tmp_path)


def test_checksum(tmp_path: Path) -> None:
    """The checksum is SHA-256 of the file on disk, and stops when told to."""
    path = tmp_path / "x"
    path.write_bytes(b"abc")
    assert checksum(path).startswith("ba7816bf8f01cfea")
    assert not checksum(path, lambda: True)


def _members(path: Path, limits: Limits | None = None) -> dict[str, bytes]:
    return {
        source.name.removeprefix(str(path.parent)): source.read(1 << 20)
        for source in open_members(path, [".xml"], limits)
    }


def _zip_bytes(folder: Path, members: dict[str, bytes]) -> bytes:
    return _zip(folder / "inner.zip", members).read_bytes()


def test_zstandard_is_read_like_gzip(tmp_path: Path) -> None:
    """A .zst of two frames gives its content; one cut short or damaged says so."""
    path = tmp_path / "x.csv.zst"
    frames = [pa.compress(half, "zstd", asbytes=True) for half in (CONTENT[:500], CONTENT[500:])]
    path.write_bytes(b"".join(frames))
    assert _read(path) == CONTENT
    for damaged in (frames[0][:-5], frames[0][:20] + b"\xff\xff" + frames[0][22:], b"no zstd"):
        path.write_bytes(damaged)
        with pytest.raises(SourceError, match=r"x\.csv\.zst .*(damaged|not Zstandard)"):
            _read(path)


def test_a_zstandard_bomb_is_refused(tmp_path: Path) -> None:
    """What unpacks to more than a thousand times its size is not read on."""
    path = tmp_path / "x.csv.zst"
    path.write_bytes(pa.compress(bytes(4 << 20), "zstd", asbytes=True))
    with pytest.raises(SourceError, match="refused"):
        _read(path, Limits(floor=1 << 20))


def test_members_of_a_zip_and_of_the_zips_in_it_come_one_by_one(tmp_path: Path) -> None:
    """A delivery is read through its layers; other files and hidden ones are passed by."""
    inner = _zip_bytes(tmp_path, {"B.XML": b"<b/>", "notes.txt": b"-"})
    files = {"Root/a.xml": b"<a/>", "Root/DOC/b.zip": inner, "__MACOSX/._a.xml": b"-"}
    path = _zip(tmp_path / "d.zip", files)
    assert _members(path) == {
        "/d.zip/Root/a.xml": b"<a/>",
        "/d.zip/Root/DOC/b.zip/B.XML": b"<b/>",
    }


def test_a_file_that_is_no_zip_is_its_own_member(tmp_path: Path) -> None:
    """Plain and gzipped files come alone, whatever they are called."""
    path = tmp_path / "x.xml.gz"
    path.write_bytes(gzip.compress(b"<a/>"))
    assert _members(path) == {"/x.xml.gz": b"<a/>"}


def test_zips_too_deep_empty_or_damaged_are_refused(tmp_path: Path) -> None:
    """Layers are bounded, a zip without such a file is an error, a damaged inner zip is named."""
    layers = _zip_bytes(tmp_path, {"a.xml": b"<a/>"})
    for depth in range(3):
        layers = _zip_bytes(tmp_path, {f"{depth}.zip": layers})
    (tmp_path / "deep.zip").write_bytes(layers)
    with pytest.raises(SourceError, match="more than 3 layers"):
        _members(tmp_path / "deep.zip")
    with pytest.raises(SourceError, match=r"holds no \.xml file"):
        _members(_zip(tmp_path / "none.zip", {"a.txt": b"-"}))
    with pytest.raises(SourceError, match=r"cut\.zip/i\.zip is truncated"):
        _members(_zip(tmp_path / "cut.zip", {"i.zip": layers[:-30]}))


def test_an_inner_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    """A member that says it unpacks to too much is not opened, in whatever layer it lies."""
    inner = _zip_bytes(tmp_path, {"a.xml": bytes(3 << 20)})
    path = _zip(tmp_path / "d.zip", {"i.zip": inner})
    with pytest.raises(SourceError, match=r"d\.zip/i\.zip/a\.xml is refused"):
        _members(path, Limits(floor=1 << 20))
