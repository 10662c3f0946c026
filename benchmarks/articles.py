"""Reading: what is found in articles of our own writing, beside what stands in them.

`benchmarks/articles` holds thirty-four short articles in English and German, as pages with menus
and comments, as text and as Typst that is made a PDF here, each with its annotation beside it.
Their names part them: rules were made looking at `dev-` alone; `test-` was written and annotated
before any rule was (its last four: before those on suits, orders and regions), and no rule was
changed after looking at it.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clearway.case import read_case
from clearway.reading import KINDS, Article, Gazetteer, Proposal, propose, read_article

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from benchmarks.measuring import Row

FOLDER = Path(__file__).parent / "articles"
_LISTS = ("parties", "standards", "territory", "field")


@dataclass(frozen=True)
class Score:
    """Counts of one kind: proposals that meet an annotation, and those all of whose fields do.

    Attributes:
        expected: annotations.
        proposed: proposals.
        found: annotations met by a proposal of that kind about the same span.
        right: of these, where every annotated field is as annotated.
        false: proposals that meet no annotation.
    """

    expected: int
    proposed: int
    found: int
    right: int

    @property
    def precision(self) -> float | None:
        """Share of the proposals that meet an annotation."""
        return self.found / self.proposed if self.proposed else None

    @property
    def recall(self) -> float | None:
        """Share of the annotations that a proposal meets."""
        return self.found / self.expected if self.expected else None

    @property
    def exact(self) -> float | None:
        """Share of the annotations met with every field right."""
        return self.right / self.expected if self.expected else None


@cache
def names() -> Gazetteer:
    """The names of the articles' case."""
    return Gazetteer(read_case(FOLDER / "case.toml"))


def articles(half: str) -> Iterator[tuple[str, Article, dict[str, Any]]]:
    """The articles of a half (`dev` or `test`) with their annotations."""
    for notes in sorted(FOLDER.glob(f"{half}-*.toml")):
        told = tomllib.loads(notes.read_text(encoding="utf-8"))
        path = next(p for p in FOLDER.glob(f"{notes.stem}.*") if p.suffix != ".toml")
        article = read_article(_bytes(path), path.name)
        if told.get("told"):
            article = replace(
                article, published_on=told["published_on"], publisher=told["publisher"]
            )
        yield notes.stem, article, told


def _bytes(path: Path) -> bytes:
    if path.suffix != ".typ":
        return path.read_bytes()
    import typst

    made: bytes = typst.compile(str(path))
    return made


def score(half: str) -> dict[str, Score]:
    """Return the counts of each kind over a half."""
    counts: dict[str, Counter[str]] = {kind: Counter() for kind in KINDS}
    for _, article, told in articles(half):
        proposals = propose(article, names())
        for kind in KINDS:
            ours = [p for p in proposals if p.kind == kind]
            counts[kind].update(_counted(ours, expected(kind, told), article))
    return {
        kind: Score(c["expected"], c["proposed"], c["found"], c["right"])
        for kind, c in counts.items()
    }


def expected(kind: str, told: dict[str, Any]) -> list[dict[str, Any]]:
    """The annotations of a kind; a company is annotated by its name alone."""
    if kind == "party":
        return [{"company": name, "quote": name} for name in told["companies"]]
    return [note for note in told.get("expect", ()) if note["kind"] == kind]


def _counted(ours: list[Proposal], notes: list[dict[str, Any]], article: Article) -> Counter[str]:
    """Pair each annotation with the proposal that agrees in most fields; each is used once."""
    left = list(ours)
    found = right = 0
    for note in notes:
        meeting = [p for p in left if meets(p, note, article)]
        if meeting:
            best = min(meeting, key=lambda p: len(differences(p, note)))
            left.remove(best)
            found += 1
            right += not differences(best, note)
    return Counter(expected=len(notes), proposed=len(ours), found=found, right=right)


def meets(proposal: Proposal, note: dict[str, Any], article: Article) -> bool:
    """Say whether a proposal is about the annotated words, or about the company annotated."""
    if proposal.kind == "party":
        return bool(proposal.fields["company"] == note["company"])
    quote: str = note["quote"]
    start = article.part(proposal.part).find(quote)
    return start >= 0 and proposal.start < start + len(quote) and start < proposal.end


def differences(proposal: Proposal, note: dict[str, Any]) -> dict[str, tuple[str, str]]:
    """Return the annotated fields that the proposal has otherwise: annotated, proposed."""
    wanted = {key: _as_text(value) for key, value in note.items() if key not in {"kind", "quote"}}
    return {
        key: (value, proposal.fields.get(key, ""))
        for key, value in wanted.items()
        if _in_order(key, proposal.fields.get(key, "")) != _in_order(key, value)
    }


def _as_text(value: object) -> str:
    if isinstance(value, list):
        return "; ".join(map(str, value))
    return "yes" if value is True else str(value)


def _in_order(key: str, value: str) -> str:
    return "; ".join(sorted(value.split("; "))) if key in _LISTS else value


def measure_articles(_work: Path, _rows: int) -> list[Row]:
    """Precision and recall of each kind on both halves."""
    return [
        (f"reading, {half}: {kind}", (f"precision {_shown(found.precision)}, recall "
         f"{_shown(found.recall)}"), f"all fields right {_shown(found.exact)}",
         f"{found.expected} annotated", "–")
        for half in ("dev", "test")
        for kind, found in score(half).items()
    ]  # fmt: skip


def table(half: str) -> list[str]:
    """Return the rows of the table in docs/concepts/reading.md."""
    return [
        f"| {kind} | {s.expected} | {s.proposed} | {_shown(s.precision)} | {_shown(s.recall)} | "
        f"{_shown(s.exact)} |"
        for kind, s in score(half).items()
    ]


def _shown(share: float | None) -> str:
    return "–" if share is None else f"{share:.2f}"


def told_apart(half: str) -> Iterable[str]:
    """Say what was missed, what is too much and which fields differ, article by article."""
    for stem, article, told in articles(half):
        proposals = propose(article, names())
        for kind in KINDS:
            left = [p for p in proposals if p.kind == kind]
            for note in expected(kind, told):
                meeting = [p for p in left if meets(p, note, article)]
                if not meeting:
                    yield f"{stem}: {kind} missed: {note['quote']}"
                    continue
                best = min(meeting, key=lambda p: len(differences(p, note)))
                left.remove(best)
                if wrong := differences(best, note):
                    yield f"{stem}: {kind} differs: {note['quote']}: {wrong}"
            yield from (f"{stem}: {kind} too much: {p.quote} {dict(p.fields)}" for p in left)


if __name__ == "__main__":
    print("\n".join([*table("dev"), *told_apart("dev")]))
