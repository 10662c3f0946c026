"""The figures of the page are those of the benchmark; the set is what the page says it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.__main__ import main
from benchmarks.articles import FOLDER, articles, expected, table
from clearway.reading import KINDS

PAGE = Path(__file__).parents[2] / "docs" / "concepts" / "reading.md"


@pytest.mark.parametrize("half", ["dev", "test"])
def test_the_table_of_the_page_is_measured(half: str) -> None:
    """Every row of precision and recall is what the rules reach now."""
    text = PAGE.read_text(encoding="utf-8")
    part = text.split("Test half:")[half == "test"]
    for row in table(half):
        assert row in part, f"docs/concepts/reading.md lags behind: {row}"


def test_the_bench_prints_each_kind_of_each_half(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`--only reading` prints precision and recall per kind, and makes no sample for it."""
    main(["--only", "reading", "--work", str(tmp_path)])
    lines = capsys.readouterr().out.splitlines()
    rows = [line for line in lines if line.startswith("reading, ")]
    assert [row.split("  ")[0] for row in rows] == [
        f"reading, {half}: {kind}" for half in ("dev", "test") for kind in KINDS
    ]
    assert all("precision" in row and "recall" in row for row in rows)
    assert not list(tmp_path.iterdir())


def test_the_set_is_as_large_as_the_page_says() -> None:
    """Thirty-four articles, half of them English, in both halves HTML, text and PDF."""
    found = {half: list(articles(half)) for half in ("dev", "test")}
    everything = [*found["dev"], *found["test"]]
    assert len(everything) == 34
    assert sum(told["language"] == "en" for _, _, told in everything) == 17
    for half in found:
        forms = {path.suffix for path in FOLDER.glob(f"{half}-*")}
        assert forms == {".html", ".txt", ".typ", ".toml"}


def test_annotations_stand_in_the_articles_as_read() -> None:
    """Each quote is in the main text, or in the comments where a reader wrote it."""
    for half in ("dev", "test"):
        for stem, article, told in articles(half):
            assert (article.language, article.published_on) == (
                told["language"], told["published_on"],
            ), stem  # fmt: skip
            assert article.publisher == told["publisher"], stem
            for kind in KINDS:
                for note in expected(kind, told):
                    text = article.comments if note.get("reader") else article.text
                    assert note["quote"] in text, (stem, note["quote"])
