"""XML documents: what is read, what is set aside, and what no attack can do."""

from __future__ import annotations

import contextlib
import io
import time
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clearway.errors import SourceError
from clearway.sources.xml_documents import RAW_KEPT, Damaged, Document, documents

DECLARED = b'<?xml version="1.0" encoding="UTF-8"?>'


class Stream(io.BytesIO):
    """Bytes with a name."""

    name = "x.xml"


def _read(data: bytes, tag: str = "d") -> list[Document | Damaged]:
    return list(documents(Stream(data), [tag]))


def _texts(data: bytes) -> list[str]:
    """The text of each document, or `!` and why it is set aside."""
    return [
        f"!{item.reason}"
        if isinstance(item, Damaged)
        else "".join(map(str, item.element.itertext()))
        for item in _read(data)
    ]


def _refused(data: bytes) -> str:
    with pytest.raises(SourceError) as caught:
        _read(data)
    return str(caught.value)


def test_documents_come_in_order_within_what_surrounds_them() -> None:
    """Each has its ordinal, its bytes, and ancestors with their attributes and namespaces."""
    data = b'<r xmlns:x="urn:x" on="1"><s on="2"><x:d>1</x:d></s><s on="3"><x:d/></s></r>'
    first, second = _read(data)
    assert isinstance(first, Document)
    assert isinstance(second, Document)
    assert [first.ordinal, second.ordinal] == [1, 2]
    assert (first.element.tag, first.raw) == ("{urn:x}d", b"<x:d>1</x:d>")
    assert [parent.get("on") for parent in second.element.iterancestors()] == ["3", "1"]


def test_the_enclosing_element_is_told_apart() -> None:
    """Documents of one enclosing element share its number; those of another do not."""
    found = _read(b"<r><s><d/><d/></s><s><d/></s></r>")
    parents = [item.parent for item in found if isinstance(item, Document)]
    assert parents[0] == parents[1] != parents[2]


def test_whole_files_one_after_another_are_read() -> None:
    """Each XML declaration begins a document anew, with its own encoding."""
    latin = b'<?xml version="1.0" encoding="ISO-8859-1"?><d>\xe4</d>'
    assert _texts(DECLARED + b"<!DOCTYPE d SYSTEM 'd.dtd' [ ]><d>1</d>\n" + latin) == ["1", "ä"]


def test_of_nested_tags_the_outer_is_taken() -> None:
    """A document within a document of another name belongs to the outer one."""
    found = list(documents(Stream(b"<r><d><e>1</e></d><e>2</e></r>"), ["d", "e"]))
    assert [item.raw for item in found] == [b"<d><e>1</e></d>", b"<e>2</e>"]


@pytest.mark.parametrize(
    ("data", "texts"),
    [
        (b"<r><d>1<b></d><d>2</d></r>", ["!not well-formed", "2"]),
        (b"<r><d>1<d>2</d></r>", ["!cut off: the next document begins inside it", "2"]),
        (b"<d>1" + DECLARED + b"<d>2</d>", ["!cut off", "2"]),
        (b"<r><dx>1</d><d>2</d></r>", ["!</d> ends what has not begun", "2", "!<dx> does not"]),
        (b"<r>" + DECLARED + b"<d>2</d>", ["!<r> is cut off by the next XML document", "2"]),
        (b"<d>1</d>junk<d>2</d>", ["1", "!text outside any element", "2"]),
        (b"<r>< d>1<d>2</d></r>", ["!a '<' that begins no tag", "2"]),
        (b"<r><d>\xff</d><d>2</d></r>", ["!not well-formed", "2"]),
        (b"<?xml version='1.0' encoding='EBCDIC-US'?><d>1</d>", ["!encoding 'EBCDIC-US' is not"]),
    ],
)
def test_a_damaged_document_is_set_aside_and_reading_goes_on(data: bytes, texts: list[str]) -> None:
    """What is wrong costs its own document and no other, and is counted in its place."""
    found = _texts(data)
    assert len(found) == len(texts)
    assert all(text.startswith(expected) for text, expected in zip(found, texts, strict=True))
    assert [item.ordinal for item in _read(data)] == list(range(1, len(found) + 1))


@pytest.mark.parametrize("data", [b"<r><d>1</d><d>2", b"<r><d>1</d>", b"<r><d>1</d></", b"<r><!--"])
def test_a_file_that_ends_too_early_is_refused(data: bytes) -> None:
    """Part of a file is never taken for the whole."""
    assert "x.xml: ends inside" in _refused(data)


def test_what_is_no_xml_is_refused() -> None:
    """Emptiness, other formats and wide encodings are named at once."""
    assert "not XML" in _refused(b"")
    assert "not XML" in _refused(b"a;b\n1;2\n")
    assert "UTF-16" in _refused("<r/>".encode("utf-16"))
    assert "UTF-16" in _refused("<r/>".encode("utf-16-be"))


def test_tags_in_comments_and_sections_are_text() -> None:
    """Nobody can smuggle a document in through what is not markup."""
    data = b"<r><!-- <d>x</d> --><d><![CDATA[</d><d>x</d>]]></d><d><!-- </d> -->2</d></r>"
    assert _texts(data) == ["</d><d>x</d>", "2"]


def test_external_entities_are_not_fetched() -> None:
    """A document that uses an entity pointing at a file is set aside, and no file is read."""
    doctype = b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    assert _texts(doctype + b"<r><d>&x;</d><d>2</d></r>") == [
        "!uses the entity 'x', which is not resolved; write the text itself",
        "2",
    ]


def test_entities_are_not_expanded() -> None:
    """A billion laughs cost nothing."""
    names = [f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(10)]
    doctype = f'<!DOCTYPE r [<!ENTITY l0 "ha">{"".join(names)}]>'.encode()
    start = time.monotonic()
    assert _texts(doctype + b"<r><d>&l10;</d></r>")[0].startswith("!uses the entity 'l10'")
    assert time.monotonic() - start < 1


def test_entities_of_a_public_dtd_stay_as_written() -> None:
    """The DTD is not loaded; a character it names does not cost the document."""
    data = b'<!DOCTYPE r SYSTEM "docdb-entities.dtd"><r><d>&agr;-ray</d></r>'
    assert _texts(data) == ["&agr;-ray"]


def test_a_parameter_entity_is_not_fetched() -> None:
    """An external subset named inside the DOCTYPE is passed by with it."""
    doctype = b'<!DOCTYPE r [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd"> %p;]>'
    assert _texts(doctype + b"<r><d>1</d></r>") == ["1"]


def test_depth_is_bounded() -> None:
    """A document nested too deep is set aside; a file nested too deep is refused."""
    deep = b"<r><d>" + b"<a>" * 5000 + b"</a>" * 5000 + b"</d><d>2</d></r>"
    assert [text[:32] for text in _texts(deep)] == ["!not well-formed: Excessive dept", "2"]
    assert "elements around document" in _refused(b"<a>" * 5000)


def test_size_is_bounded() -> None:
    """A document above the limit is set aside, its first bytes are kept, the next is read."""
    data = b"<r><d>" + b"x" * (3 << 20) + b"</d><d>2</d></r>"
    first, second = documents(Stream(data), ["d"], max_document=1 << 20)
    assert isinstance(first, Damaged)
    assert first.reason == "larger than 1,048,576 bytes"
    assert first.raw == data[3 : 3 + RAW_KEPT]
    assert isinstance(second, Document)


def test_huge_attributes_and_texts_are_set_aside() -> None:
    """What the parser bounds (10 MB each) ends in one reject, not in an error."""
    huge = b"x" * (11 << 20)
    assert [text[:1] for text in _texts(b"<r><d>" + huge + b"</d><d>2</d></r>")] == ["!", "2"]
    start = time.monotonic()
    found = _texts(b'<r><d><b a="' + huge + b'"/></d><d>2</d></r>')
    assert found[-1] == "2"
    assert time.monotonic() - start < 5


def test_floods_of_damage_end_in_one_error() -> None:
    """A file of nothing but damage is given up, in a time that grows with its size alone."""
    start = time.monotonic()
    assert "in a row" in _refused(b"<r>" + b"< " * 1_000_000 + b">")
    assert "DOCTYPE" in _refused(b"<!DOCTYPE [" * 100_000)
    assert "in a row" in _refused(b"</x>" * 200_000)
    assert time.monotonic() - start < 5


def test_where_reads_end_does_not_matter() -> None:
    """Bytes that come one by one give what they give in one piece."""

    class Slow(Stream):
        def read(self, size: int | None = -1, /) -> bytes:  # noqa: ARG002
            return super().read(1)

    data = DECLARED + b"<!DOCTYPE r [ ]><r a='>'><!-- <d/> --><d>1</d ><d/></r>" + DECLARED
    data += b"<d><![CDATA[</d>]]></d>"
    assert (
        [item.raw for item in documents(Slow(data), ["d"])]
        == [item.raw for item in _read(data)]
        == [b"<d>1</d >", b"<d/>", b"<d><![CDATA[</d>]]></d>"]
    )


def test_memory_does_not_grow_with_the_file() -> None:
    """Ten thousand documents take no more than a hundred do."""

    class Endless:
        name = "x.xml"

        def __init__(self, rounds: int) -> None:
            self.left = [b"</r>", *[b"<d>" + b"x" * 2000 + b"</d>"] * rounds, b"<r>"]

        def read(self, _size: int, /) -> bytes:
            return self.left.pop() if self.left else b""

    def peak(rounds: int) -> int:
        stream = Endless(rounds)
        tracemalloc.start()
        count = sum(1 for _ in documents(stream, ["d"]))
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert count == rounds
        return found

    assert peak(3000) < peak(100) + 100_000


@settings(max_examples=80, deadline=None)
@given(
    base=st.sampled_from(
        [
            b"<r><d>1</d><d a='2'><b/></d></r>",
            DECLARED + b"<!DOCTYPE d [ ]><d>1</d>" + DECLARED + b"<d>2</d>",
            b"<r><!-- c --><d><![CDATA[x]]></d></r>",
        ]
    ),
    edits=st.lists(st.tuples(st.integers(0, 80), st.binary(max_size=6), st.integers(0, 4))),
)
def test_whatever_the_bytes_the_ordinals_run(
    base: bytes, edits: list[tuple[int, bytes, int]]
) -> None:
    """Mutated bytes give documents and damage in a row, or one error of ours."""
    for place, new, gone in edits:
        base = base[:place] + new + base[place + gone :]
    with contextlib.suppress(SourceError):
        found = _read(base)
        assert [item.ordinal for item in found] == list(range(1, len(found) + 1))
