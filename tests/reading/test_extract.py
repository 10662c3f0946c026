"""Pages, PDFs and texts to articles: boilerplate apart, charsets right, hostile files refused."""

from __future__ import annotations

import hashlib
import io
import zlib
from datetime import date
from pathlib import Path

import pytest
import typst
from pypdf import PdfReader, PdfWriter

from clearway.errors import SourceError
from clearway.reading import read_article
from clearway.reading.apart import read_apart
from clearway.reading.charsets import decode

ARTICLES = Path(__file__).parents[2] / "benchmarks" / "articles"
PAGE = ARTICLES / "dev-de-01-lizenz.html"
LATIN = ARTICLES / "dev-de-04-start.html"


def test_main_text_boilerplate_and_comments_are_kept_apart() -> None:
    """Menus, cookies and teasers are gone, the comments stand alone, the page's facts are known."""
    raw = PAGE.read_bytes()
    found = read_article(raw, PAGE.name)
    assert found.text.startswith("Tekkori und Orvanta einigen sich\nTekkori hat mit Orvanta")
    assert found.text.endswith("sagte Lund.")
    assert found.comments.split("\n")[2] == "Wann kommt das T4 nach Polen?"
    for noise in ("Impressum", "Cookies", "Wasserkocher", "reader1", "changed by a script"):
        assert noise not in found.text + found.comments
    assert (found.publisher, found.author) == ("Netzbote", "Rolf Haas")
    assert (found.published_on, found.language) == (date(2017, 9, 21), "de")
    assert found.sha256 == hashlib.sha256(raw).hexdigest()


def test_a_pdf_gives_paragraphs_and_its_own_facts() -> None:
    """Lines of a printed paragraph are joined; title, date and language are the document's."""
    raw = typst.compile(str(ARTICLES / "dev-de-07-pdf.typ"))
    found = read_article(raw, "a.pdf")
    assert "Tekkori bringt heute das Tekkori T4 in Spanien auf den Markt. Erhältlich" in found.text
    assert (found.title, found.published_on) == ("Tekkori startet in Spanien", date(2019, 11, 12))
    assert (found.language, found.publisher) == ("de", "Tekkori")


@pytest.mark.parametrize(
    ("raw", "content_type"),
    [
        ("Müller – „Größe“".encode(), ""),
        (b"\xef\xbb\xbf" + "Müller – „Größe“".encode(), "text/html; charset=iso-8859-1"),
        ("Müller – „Größe“".encode("utf-16"), "text/plain; charset=utf-8"),
        ("Müller – „Größe“".encode("cp1252"), "text/html; charset=ISO-8859-1"),
        (b'<meta charset="us-ascii">' + "Müller – „Größe“".encode("cp1252"), ""),
        (b'<meta charset="utf-16">' + "Müller – „Größe“".encode(), ""),
        (b'<meta charset="no-such">' + "Müller – „Größe“".encode(), ""),
        (b'<meta charset="rot13">' + "Müller – „Größe“".encode(), ""),
    ],
)
def test_charsets_are_read_as_browsers_do(raw: bytes, content_type: str) -> None:
    """A mark goes first, Latin-1 means windows-1252, and a wrong claim is passed by."""
    assert decode(raw, content_type).endswith("Müller – „Größe“")


def test_a_page_in_latin_1_keeps_its_umlauts() -> None:
    """Dashes and quotation marks of windows-1252 too."""
    found = read_article(LATIN.read_bytes(), LATIN.name)
    assert "Großbritannien geplant, so der Guardian." in found.text
    assert found.publisher == "Gerätewelt"


def test_a_first_line_that_is_a_sentence_is_no_headline() -> None:
    """Only a short line without a full stop is passed over as what the body says again."""
    assert read_article(b"Lumora in Spain\nLumora came.", "a.txt").title == "Lumora in Spain"
    assert read_article(b"Lumora came to Spain.\nIt did.", "a.txt").title == ""
    assert read_article(b"Lumora in Spain", "a.txt").title == ""


def test_language_is_told_by_small_words() -> None:
    """A text of neither metadata nor markup is German or English by its small words."""
    german = read_article(b"Die Firma hat das Handy nicht in den Laden gebracht.", "a.txt")
    english = read_article(b"The company has not brought the phone to the shop.", "b.txt")
    assert (german.language, english.language) == ("de", "en")


def _pdf(content: bytes, kids: bytes = b"3 0 R") -> bytes:
    """Return a PDF of one page with a packed content stream."""
    packed = zlib.compress(content, 9)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [" + kids + b"] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] /Contents 4 0 R >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed),
    ]
    out = io.BytesIO(b"%PDF-1.4\n")
    out.seek(0, io.SEEK_END)
    places = []
    for number, each in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, each))
    start = out.tell()
    out.write(
        b"xref\n0 5\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % p for p in places)
    )
    out.write(b"trailer << /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % start)
    return out.getvalue()


def _locked() -> bytes:
    writer = PdfWriter(PdfReader(io.BytesIO(typst.compile(b"Text"))))
    writer.encrypt("secret", algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


HOSTILE = {
    "deep": b"<html><body>" + b"<div>" * 50_000 + b"text" + b"</div>" * 50_000,
    "many": b"<html><body>" + b"<p>a</p>" * 250_000,
    "large": b"a " * (6 << 20),
    "long": b"word " * 50_000,
    "loop": _pdf(b"", kids=b"2 0 R"),
    "cut": b"%PDF-1.7\nrubbish",
    "binary": bytes(range(256)) * 50,
    "empty": b"",
    "script": b"<html><body><script>document.write('Lumora')</script></body></html>",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_and_empty_files_get_one_clear_error(name: str) -> None:
    """What is too deep, too large, damaged, binary or empty is refused with place and remedy."""
    with pytest.raises(SourceError, match=f"^{name}: "):
        read_article(HOSTILE[name], name)


def test_a_locked_pdf_says_so() -> None:
    """A document that needs a password is refused with the remedy."""
    with pytest.raises(SourceError, match="needs a password"):
        read_article(_locked(), "a.pdf")


def test_a_packed_stream_does_not_unpack_without_end() -> None:
    """100 MB of zeros in 100 KB of PDF are given up, within the bounds of the child."""
    with pytest.raises(SourceError, match=r"^bomb\.pdf: "):
        read_apart(_pdf(b"0" * (100 << 20)), "bomb.pdf")


def test_entities_are_neither_expanded_nor_fetched() -> None:
    """A DTD of a page brings in no file and no flood."""
    page = (
        b'<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY a "aaaaaaaaaa">'
        b'<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><html><body><p>Here &x; stands some &b; text, '
        b"long enough to be an article.</p></body></html>"
    )
    found = read_article(page, "page")
    assert "root:" not in found.text
    assert "aaaaaaaaaa" not in found.text.replace("ENTITY", "")


def test_a_child_that_takes_too_long_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that keeps its reader busy ends in an error and not in a hanging command."""
    from clearway.reading import apart

    monkeypatch.setattr(apart, "_WAIT", 0.05)
    with pytest.raises(SourceError, match="built to do harm"):
        read_apart(PAGE.read_bytes(), "page")


def test_the_child_reads_as_the_parent_does() -> None:
    """Reading apart changes nothing in the article."""
    raw = PAGE.read_bytes()
    assert read_apart(raw, PAGE.name) == read_article(raw, PAGE.name)
