"""The review file: decisions always hold, contradictions are told, and the file is safe to edit."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest
from filelock import FileLock
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from clearway.errors import RecordBusyError, SourceError, UsageError
from clearway.matching import Decision, Review, add_decision, add_proposals, read_review, resolve
from clearway.matching.decisions import Certain
from clearway.model.names import normalize_name

if TYPE_CHECKING:
    from pathlib import Path

HEADER = "name,company,decision,score,by,on,note\n"
SPELLINGS = [
    "Exemplar Radio Inc",
    "Exemplar Radio Ltd",
    "EXEMPLAR RADIO",
    "Exemplar Radios",
    "Exemplr Radio",
    "Exemplar Radio Japan",
    "Sample Wireless",
    "Sample Wireles",
    "Huawei Technologies Co Ltd",
    "Huawei Technologies Co., Ltd.",
    "Huawei",
    "Huawei Device",
    "Nokia",
    "Nokia Corporation",
    "NOKIA",
    "Nokia Technologies Oy",
    "Nokia Mobile Phones",
    "Sharp",
    "Sharp Labs",
    "Motorola",
    "=",
    " = ",
    "==",
]
ROWS = st.lists(
    st.builds(
        Decision,
        st.sampled_from(SPELLINGS),
        st.sampled_from(SPELLINGS),
        st.sampled_from(["merge", "apart", "proposed"]),
    ).filter(lambda row: row.name != row.company),
    max_size=6,
)


def conflict(*rows: Decision) -> str | None:
    """Return what contradicts itself in some decisions."""
    return Certain(Review(rows)).conflict()


@given(ROWS, st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_decisions_always_hold(rows: list[Decision], dice: object) -> None:
    """Whatever was decided without contradiction is so, for all spellings of a key, in any order.

    Only the order of rows about one pair matters: the last counts.
    """
    review = Review(tuple(rows))
    assume(Certain(review).conflict() is None)
    found = {match.name: match.company_id for match in resolve(SPELLINGS, review)}
    for row in review.standing():
        same = found[row.name] == found[row.company]
        assert same == (row.verdict == "merge"), row
    shuffled = list(SPELLINGS)
    dice.shuffle(shuffled)  # type: ignore[attr-defined]
    again = Review(tuple(review.standing()[::-1]))
    assert resolve(shuffled, again) == resolve(SPELLINGS, review)


@given(ROWS)
@settings(max_examples=30, deadline=None)
def test_companies_are_told_apart_by_their_names(rows: list[Decision]) -> None:
    """No two groups are shown under one name, and a company is its own company."""
    review = Review(tuple(rows))
    assume(Certain(review).conflict() is None)
    matches = resolve(SPELLINGS, review)
    found = {match.name: match for match in matches}
    for match in matches:
        shown = found.get(match.company_id)
        assert shown is None or shown.company_id == match.company_id
        assert (match.name == match.company_id) == (match.method == "exact")
        assert (match.method == "probable") == (match.score not in (1.0, 0.9))


@given(ROWS)
@settings(max_examples=30, deadline=None)
def test_taking_back_brings_back(rows: list[Decision]) -> None:
    """A last row of `proposed` for every pair leaves what the machine finds alone."""
    back = [Decision(row.company, row.name, "proposed") for row in rows]
    assert resolve(SPELLINGS, Review((*rows, *back))) == resolve(SPELLINGS)


def test_a_merge_of_a_company_takes_all_its_spellings() -> None:
    """The name of a company of the table stands for the company, another spelling for itself."""
    names = ["Nokia", "Nokia Technologies Oy", "Sharp", "Sharp Labs"]
    whole = resolve(names, Review((Decision("Nokia", "Sharp", "merge"),)))
    assert [m.company_id for m in whole] == ["Sharp", "Sharp", "Sharp", "Sharp Labs"]
    part = resolve(names, Review((Decision("Nokia Technologies", "Sharp", "merge"),)))
    assert [m.company_id for m in part] == ["Nokia", "Sharp", "Sharp", "Sharp Labs"]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (
            [("Lab", "Nokia", "merge"), ("Lab", "Ericsson", "merge")],
            ["line 2", "line 3", "'Ericsson' and 'Nokia'", "remove one row"],
        ),
        (
            [("A Co", "B", "merge"), ("B", "C", "merge"), ("C", "A Co", "apart")],
            ["line 2", "line 3", "line 4", "remove one row"],
        ),
        (
            [("Lab", "Nokia", "merge"), ("Lab", "Nokia Technologies", "apart")],
            ["line 2", "line 3"],
        ),
    ],
)
def test_contradictions_are_told(
    tmp_path: Path, rows: list[tuple[str, str, str]], told: list[str]
) -> None:
    """Decisions that cannot all hold are refused with their lines; the file stays as it was."""
    path = tmp_path / "names-review.csv"
    path.write_text(HEADER + "".join(f"{a},{b},{c},,,,\n" for a, b, c in rows[:-1]))
    before = path.read_bytes()
    with pytest.raises(UsageError):
        add_decision(path, Decision(*rows[-1]))  # type: ignore[arg-type]
    assert path.read_bytes() == before
    path.write_text(HEADER + "".join(f"{a},{b},{c},,,,\n" for a, b, c in rows))
    with pytest.raises(SourceError) as error:
        read_review(path)
    assert [word for word in told if word not in str(error.value)] == []


def test_a_change_of_mind_is_no_contradiction() -> None:
    """Taking a merge back and giving the name to another company is allowed."""
    rows = [
        Decision("Lab", "Nokia", "merge"),
        Decision("Lab", "Nokia", "apart"),
        Decision("Lab", "Ericsson", "merge"),
    ]
    assert conflict(*rows) is None
    assert [m.company_id for m in resolve(["Lab"], Review(tuple(rows)))] == ["Ericsson"]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (HEADER + "A,B,merged,,,,\n", ["line 2", "decision", "'merged'", "merge, apart, proposed"]),
        (HEADER + "A,B,merge,,,,\n\nA,,merge,,,,\n", ["line 4", "company", "empty"]),
        (HEADER + "A,A,apart,,,,\n", ["line 2", "itself"]),
        (HEADER + "A,B,merge,2,,,\n", ["line 2", "score", "'2'"]),
        (HEADER + 'A,"B,merge,,,,\n', ["line 2", "close the quotes"]),
        (HEADER + "A,B,merge,,,,,extra\n", ["line 2", "more cells"]),
        ("name,company\nA,B\n", ["line 1", "'decision'", HEADER.strip()]),
        (HEADER + 'A,"two\nlines",no,,,,\n', ["line 2", "'no'"]),
        (HEADER + "A," + "x" * 200_000 + ",merge,,,,\n", ["line 2", "limit"]),
    ],
)
def test_mistakes_of_hand_are_told_with_their_line(
    tmp_path: Path, content: str, told: list[str]
) -> None:
    """A file that was edited wrongly gives one error that names file, line and remedy."""
    path = tmp_path / "names-review.csv"
    path.write_text(content)
    with pytest.raises(SourceError) as error:
        read_review(path)
    assert [word for word in [str(path), *told] if word not in str(error.value)] == []
    with pytest.raises(SourceError):
        add_decision(path, Decision("A", "B", "merge"))
    assert path.read_text() == content


def test_another_encoding_is_told(tmp_path: Path) -> None:
    """A file saved in Latin-1 is refused with the line."""
    path = tmp_path / "names-review.csv"
    path.write_bytes(HEADER.encode() + "Telefónica,Telefonica,merge,,,,\n".encode("latin-1"))
    with pytest.raises(SourceError, match="line 2: not UTF-8"):
        read_review(path)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize(("mark", "end"), [("", "\n"), ("\ufeff", "\r\n")])
def test_a_file_saved_by_a_spreadsheet_is_read_and_kept(
    tmp_path: Path, separator: str, mark: str, end: str
) -> None:
    """Separator, byte order mark, line ends, dates in the local way and extra columns stay."""
    path = tmp_path / "names-review.csv"
    rows = [
        ["company", "name", "decision", "on", "score", "ours"],
        ["Nokia", "Lab", "MERGE", "25/11/2026", "0,87", "x"],
    ]
    text = mark + "".join(separator.join(f'"{c}"' for c in row) + end for row in rows)
    path.write_bytes(text.encode())
    (row,) = read_review(path).rows
    assert (row.name, row.company, row.verdict, row.score) == ("Lab", "Nokia", "merge", 0.87)
    add_decision(path, Decision("Lab 2", "Nokia", "merge", by="me"))
    kept = path.read_bytes()
    assert kept.startswith(text.encode())
    assert kept[len(text.encode()) :].count(end.encode()) == 1
    assert [row.name for row in read_review(path).rows] == ["Lab", "Lab 2"]


@given(st.lists(st.tuples(st.text(min_size=1), st.text(min_size=1), st.text()), max_size=5))
@settings(max_examples=60, deadline=None)
def test_what_is_written_is_read(
    tmp_path_factory: pytest.TempPathFactory, told: list[tuple[str, str, str]]
) -> None:
    """Any text goes into the file and comes back, and no cell is a formula to a spreadsheet."""
    path = tmp_path_factory.mktemp("review") / "names-review.csv"
    rows = [
        Decision(name, company, "proposed", note=note)
        for name, company, note in told
        if name != company and name.strip() and company.strip()
    ]
    added = add_proposals(path, rows)
    if not added:
        return
    back = read_review(path).rows
    written = list({row.pair: row for row in rows}.values())
    assert [(r.name, r.company) for r in back] == [(r.name, r.company) for r in written]
    with path.open(encoding="utf-8", newline="") as lines:
        for cells in csv.reader(lines):
            assert not any(cell.lstrip().startswith(("=", "+", "-", "@")) for cell in cells)


def test_a_proposal_is_written_once(tmp_path: Path) -> None:
    """Neither a decision nor a proposal on a pair is proposed again, in either order."""
    path = tmp_path / "names-review.csv"
    assert (
        add_proposals(path, [Decision("A", "B", "proposed"), Decision("B", "A", "proposed")]) == 1
    )
    add_decision(path, Decision("C", "D", "apart", by="me"))
    assert add_proposals(path, [Decision("D", "C", "proposed")]) == 0


def test_the_file_is_replaced_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that fails while the file is written leaves the old one."""
    path = tmp_path / "names-review.csv"
    add_decision(path, Decision("A", "B", "merge", by="me"))
    before = path.read_bytes()

    def fails(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", fails)
    with pytest.raises(Exception, match="No space left"):
        add_decision(path, Decision("C", "D", "merge", by="me"))
    assert path.read_bytes() == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["names-review.csv", "names-review.lock"]


def test_writers_wait_for_each_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A decision does not overwrite one that is being written; it ends with one clear error."""
    monkeypatch.setattr("clearway.matching.review._PATIENCE", 0)
    path = tmp_path / "names-review.csv"
    with FileLock(path.with_suffix(".lock")), pytest.raises(RecordBusyError, match="try again"):
        add_decision(path, Decision("A", "B", "merge", by="me"))
    assert not path.exists()


@pytest.mark.parametrize(("name", "company"), [("", "B"), (" ", "B"), ("A", ""), ("A", "A")])
def test_an_empty_decision_is_refused(tmp_path: Path, name: str, company: str) -> None:
    """A decision needs two different names."""
    with pytest.raises(UsageError):
        add_decision(tmp_path / "names-review.csv", Decision(name, company, "merge"))


def test_the_header_is_what_the_message_says() -> None:
    """A file made by hand from the message's header is read."""
    assert next(csv.reader(io.StringIO(HEADER)))[:3] == ["name", "company", "decision"]
    assert normalize_name("A Co") == normalize_name("A")
