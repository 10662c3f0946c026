"""`read`: an article to proposals, and what a person accepted of them into the case."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from clearway.cli.options import ISODate, formats, write_bytes, write_json
from clearway.cli.printing import print_rows
from clearway.errors import SourceError, UsageError

if TYPE_CHECKING:
    from datetime import date

    from clearway.reading import Article, Proposal

_HIDDEN = ("says", "reader", "when")
"""Fields that the quote shows anyway."""
_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("article", metavar="FILE|URL", required=False)
@click.option(
    "--case", "case_path", metavar="CASE.toml", type=click.Path(path_type=Path),
    help="Look for its companies and products; with --apply, write into it.",
)  # fmt: skip
@click.option(
    "--record", "record_dir", metavar="DIR", type=click.Path(path_type=Path),
    help="Look for the companies of this record too.",
)  # fmt: skip
@click.option("--published", type=ISODate(), help="Day of publication, where the page says none.")
@click.option("--publisher", metavar="NAME", help="Who published it, where the page does not say.")
@click.option("--language", type=click.Choice(["en", "de"]), help="Where the page says otherwise.")
@click.option(
    "--review", "review_path", metavar="OUT.csv", type=_FILE, help="Write the review file."
)
@click.option(
    "--apply", "apply_path", metavar="REVIEW.csv", type=_FILE,
    help="Write what was accepted in a review file into the case.",
)  # fmt: skip
@click.option("--by", metavar="WHO", help="With --apply: who accepted, kept with what enters.")
@click.option("--model", metavar="NAME", help="Also ask this language model of the library llm.")
@click.option("--allow-private", is_flag=True, help="Also fetch from addresses of the own network.")
@formats("table", "json", "csv")
def read(
    article: str | None,
    case_path: Path | None,
    record_dir: Path | None,
    apply_path: Path | None,
    review_path: Path | None,
    form: str,
    model: str | None,
    by: str | None,
    **told: Any,
) -> None:
    """Read an article, propose what it says, and write into a case what a person accepts.

    \b
    clearway read article.html --case case.toml
    clearway read https://example.com/article --case case.toml --review review.csv
    clearway read notes.txt --published 2017-07-06 --publisher Funkpost --case case.toml
    clearway read --apply review.csv --case case.toml --by "A. Analyst"

    HTML, text or PDF, in English or German. Each proposal quotes its span; in the review file set
    `decision` to accept, correct (after changing cells) or reject, first for the row of kind
    source. Nothing enters unread (docs/concepts/reading.md).
    """
    if apply_path is not None:
        _apply(apply_path, case_path, article, by)
        return
    if article is None:
        raise UsageError("name a file or an address to read, or a review file with --apply")
    if review_path is not None and review_path.exists():
        raise UsageError(f"{review_path}: already there, maybe with decisions; name another file")
    found = _told(_article(article, allow_private=told.pop("allow_private")), **told)
    proposals = [*_proposals(found, case_path, record_dir), *_of_model(found, model)]
    _show(found, proposals, form)
    if review_path is not None:
        from clearway.reading.review import review_text

        write_bytes(review_text(found, proposals).encode(), review_path)


def _apply(review: Path, case_path: Path | None, article: str | None, by: str | None) -> None:
    from clearway.case import read_case, unknown_standards
    from clearway.reading.enter import enter, likely_twice, tables_text
    from clearway.reading.review import read_review

    if case_path is None or article is not None:
        raise UsageError("--apply REVIEW.csv goes with --case CASE.toml and no article")
    rows = read_review(review)
    before = read_case(case_path)
    entries = enter(case_path, rows, str(review), by)
    waiting = sum(row.decision == "proposed" for row in rows)
    if waiting:
        click.echo(f"{waiting} rows of {review} still wait for a decision", err=True)
    if not entries:
        click.echo("nothing is accepted; the case stays as it is", err=True)
        return
    for new, old in likely_twice(entries, before):
        click.echo(f"{new}: the case has {old}, maybe the same deal; keep one", err=True)
    for finding in set(unknown_standards(read_case(case_path))) - set(unknown_standards(before)):
        click.echo(f"warning: {finding}", err=True)
    click.echo(f"wrote {case_path}", err=True)
    write_bytes(tables_text(entries).encode(), None)


def _article(name: str, *, allow_private: bool) -> Article:
    from clearway.reading.apart import read_apart

    if "://" in name:
        from clearway.reading.fetching import fetch_page

        click.echo(f"fetching {name}", err=True)
        page = fetch_page(name, allow_private=allow_private)
        found = read_apart(page.raw, name, page.content_type)
        return dataclasses.replace(found, address=page.address)
    path = Path(name)
    if not path.is_file():
        raise SourceError(f"{path}: no such file")
    return read_apart(path.read_bytes(), name)


def _told(
    article: Article, published: date | None, publisher: str | None, language: str | None
) -> Article:
    """What the person says goes before what the page says; what nobody says is warned of."""
    article = dataclasses.replace(
        article,
        published_on=published or article.published_on,
        publisher=publisher or article.publisher,
        language=language or article.language,
    )
    if article.published_on is None:
        click.echo(
            "no day of publication found: times such as 'last month' stay as written; tell it with "
            "--published",
            err=True,
        )
    return article


def _proposals(article: Article, case_path: Path | None, record_dir: Path | None) -> list[Proposal]:
    from clearway.case import read_case
    from clearway.reading import Gazetteer, propose

    known: dict[str, str] = {}
    if record_dir is not None:
        from clearway.record import open_record
        from clearway.record.naming import companies

        known = companies(open_record(record_dir))
    return propose(article, Gazetteer(read_case(case_path) if case_path else None, known))


def _of_model(article: Article, name: str | None) -> list[Proposal]:
    """What a language model proposes, where one is named; how much of it was dropped is said."""
    if name is None:
        return []
    from clearway.reading.language_model import load_model, propose_with

    click.echo(f"asking {name}", err=True)
    found, dropped = propose_with(load_model(name), article)
    if dropped:
        click.echo(
            f"dropped {dropped} proposals of {name}: not in the text, or malformed", err=True
        )
    return found


def _show(article: Article, proposals: list[Proposal], form: str) -> None:
    if form == "json":
        listed = [proposal.to_dict() for proposal in proposals]
        write_json({"article": article.to_dict(), "proposals": listed}, None)
    elif form == "csv":
        from clearway.reading.review import review_text

        write_bytes(review_text(article, proposals).encode(), None)
    else:
        published = article.published_on or "day unknown"
        title = f"{article.title or 'Article'} ({article.publisher or 'unknown'}, {published})"
        rows = [(p.kind, _said(p), p.quote) for p in proposals]
        print_rows(("kind", "proposed", "quote"), rows, title)


def _said(proposal: Proposal) -> str:
    told = [f"{key} {value}" for key, value in proposal.fields.items() if key not in _HIDDEN]
    return ", ".join(told) + (" (a reader)" if "reader" in proposal.fields else "")
