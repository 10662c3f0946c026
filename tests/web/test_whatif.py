"""What if: deals switched, changed and supposed; the variant says the same as the trial."""

from __future__ import annotations

import json
import re
from datetime import date
from itertools import product
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest
from django.http import QueryDict

from clearway.errors import UsageError
from clearway.web.accounts.models import User
from clearway.web.cases import keeping
from clearway.web.pages.answers import ANSWERS
from clearway.web.pages.state import State
from clearway.web.pages.view import view_of
from clearway.web.whatif.models import Variant
from clearway.web.whatif.text import Edits, edited
from clearway.web.whatif.trying import text_tried, trial_of, view_tried
from web.site_case import CASE

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from clearway.web.cases.models import Case

IN_PLACE = {"HX-Request": "true"}
WITH_B = {"id": "what-if-b", "kind": "license", "grantors": ["B"], "grantees": ["X"],
          "effective": "2017-01-01"}  # fmt: skip
MORE = """
[[deal]]   # a rumor, with a table of its own inside
id = "R1"
kind = "license"
grantors = ["B"]
grantees = ["X"]
status = "rumored"
effective = 2017-01-01
[deal.territory]
include = ["DE"]

# ---- what may come

[[deal]]
id = "H1"
kind = "covenant"
grantors = ["B"]
grantees = ["X"]
status = "hypothetical"
effective = 2017-01-01

[[candidate]]
id = "C1"
kind = "license"
grantors = ["B"]
grantees = ["X"]
cost = { amount = 5, currency = "EUR" }
"""
RICH = (CASE + MORE).encode()


def _query(**parts: object) -> QueryDict:
    return QueryDict(urlencode(parts, doseq=True))


def _trial(raw: bytes, query: QueryDict) -> tuple[bytes, list[tuple[str, int, int]]]:
    trial = trial_of(query, ANSWERS.case(raw)[1])
    view = view_tried(raw, trial)
    return text_tried(raw, trial), [(r.market, r.families, r.cleared) for r in view.after]


def _follow(page: str, link: str) -> str:
    found = re.search(rf'id="{link}"[^>]*href="\?([^"]*)"', page)
    assert found is not None, link
    return found[1].replace("&amp;", "&")


@pytest.mark.parametrize(
    ("query", "cleared"),
    [
        (_query(), 1),
        (_query(without="L1"), 0),
        (_query(**{"with": "R1"}), 2),
        (_query(**{"with": "H1"}), 2),
        (_query(**{"with": "C1"}), 2),
        (_query(**{"with": "C1", "without": "L1"}), 1),
        (_query(**{"try": json.dumps(WITH_B)}), 2),
        (_query(**{"try": json.dumps({"id": "L1", "ends": "2017-12-31"})}), 0),
        (_query(**{"try": json.dumps({"id": "L1", "territory": {"exclude": ["DE"]}})}), 0),
        (_query(**{"try": json.dumps({"id": "L1", "standards": ["3G"]})}), 0),
        (_query(**{"with": "R1", "try": json.dumps({"id": "R1", "territory": None})}), 2),
    ],
)  # fmt: skip
def test_a_trial_counts_as_the_variant_that_it_becomes(query: QueryDict, cleared: int) -> None:
    """What a trial clears in Germany is what its text clears, asked as any case."""
    text, rows = _trial(RICH, query)
    assert ("DE", 2, cleared) in rows
    kept = view_of(text, State())
    assert [(r.market, r.families, r.cleared) for r in kept.after] == rows


@pytest.mark.parametrize(("end", "mark"), list(product(["\n", "\r\n"], [b"", b"\xef\xbb\xbf"])))
def test_every_byte_that_is_not_of_a_changed_deal_stays(end: str, mark: bytes) -> None:
    """Comments, line ends, a byte order mark: only the lines of the deal are others."""
    raw = mark + RICH.replace(b"\n", end.encode())
    text, _rows = _trial(raw, _query(**{"try": json.dumps({"id": "L1", "ends": "2019-01-01"})}))
    kept = [
        line for line in raw.splitlines(keepends=True) if line in text.splitlines(keepends=True)
    ]
    assert b"".join(kept) == raw, "nothing that stood there is gone"
    new = [x for x in text.splitlines(keepends=True) if x not in raw.splitlines(keepends=True)]
    assert new == [f"ends = 2019-01-01{end}".encode()]
    same = edited(raw, ANSWERS.case(raw)[1], Edits((), (), {}, ()))
    assert same == raw


def test_a_deal_switched_off_stays_as_a_comment() -> None:
    """Who reads the variant sees what was taken out, and can bring it back."""
    text = _trial(RICH, _query(without="L1"))[0].decode()
    assert '# [[deal]]\n# id = "L1"' in text
    back = re.sub(r"(?m)^# (\[\[deal\]\]|\w+ = .*)$", r"\1", text)
    assert back == RICH.decode()


def test_a_supposition_of_the_case_is_not_counted_with_another() -> None:
    """Supposing one deal does not switch on what else the case supposes."""
    text = _trial(RICH, _query(**{"with": "C1"}))[0].decode()
    assert 'statuses = ["signed", "reported", "hypothetical"]' in text
    assert '# id = "H1"' in text
    assert "# ---- what may come\n" in text
    assert "cost" not in text


def test_deals_that_are_no_tables_are_refused_with_a_remedy() -> None:
    """A case that writes its deals in one list is told how to write them."""
    head, _, deal = CASE.partition("[[deal]]\n")
    rows = ", ".join(line for line in deal.strip().splitlines())
    raw = (f"deal = [{{{rows}}}]\n" + head).encode()
    with pytest.raises(UsageError, match=r"\[\[deal\]\]"):
        _trial(raw, _query(without="L1"))


@pytest.fixture
def client(client_of: Callable[[str], Client]) -> Client:
    """The viewer of the case."""
    return client_of("viewer")


def test_the_page_shows_the_case_beside_the_trial(case: Case, client: Client) -> None:
    """Switched off, L1 no longer clears; three maps show it; a reload keeps it."""
    page = client.get(f"/cases/{case.pk}/what-if/?market=DE").content.decode()
    query = _follow(page, "switch-L1")
    assert "without=L1" in query
    answer = client.get(f"/cases/{case.pk}/what-if/?{query}", headers=IN_PLACE)
    assert answer["HX-Push-Url"] == f"/cases/{case.pk}/what-if/?market=DE&without=L1"
    again = client.get(answer["HX-Push-Url"]).content.decode()
    for told in (answer.content.decode(), again):
        assert "With these changes 0% of the declared families in force in Germany" in told
        assert "(50% before)" in told
        assert told.count('<figure class="panel">') == 3
    assert "<html" not in answer.content.decode()
    back = client.get(f"/cases/{case.pk}/what-if/?{_follow(again, 'afresh')}").content.decode()
    assert "Nothing is changed yet" in back


def test_a_supposed_deal_comes_by_the_form_and_goes_again(case: Case, client: Client) -> None:
    """The form makes a deal in the address; the page lists it, counts it, and takes it back."""
    data = {"suppose": "1", "market": "DE", "new-kind": "cross-license", "new-who": "B",
            "new-effective": "2017-01-01"}  # fmt: skip
    answer = client.get(f"/cases/{case.pk}/what-if/", data)
    assert answer.status_code == 302
    page = client.get(answer["Location"]).content.decode()
    assert "100% of the declared families in force in Germany are cleared" in page
    assert "B, X, to one another, from 2017-01-01." in page
    back = client.get(f"/cases/{case.pk}/what-if/?{_follow(page, 'drop-what-if-b')}")
    assert "Nothing is changed yet" in back.content.decode()


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("new-who", "Nobody Ever Heard Of", "unknown company"),
        ("new-places", "Atlantis", "No country is called Atlantis."),
        ("new-effective", "soon", "Enter a valid date."),
        ("new-ends", "2016-01-01", "ends"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_form_is_said_there(
    field: str, value: str, said: str, case: Case, client: Client
) -> None:
    """Nothing is tried, what was typed stays, and the form says what is wrong."""
    data = {"suppose": "1", "new-kind": "license", "new-who": "B", "new-where": "include",
            "new-places": "DE", "new-effective": "2017-01-01", field: value}  # fmt: skip
    answer = client.get(f"/cases/{case.pk}/what-if/", data, headers=IN_PLACE)
    page = answer.content.decode()
    assert answer["HX-Retarget"] == "#suppose"
    assert "errorlist" in page
    assert said in page
    assert value in page


def test_terms_are_changed_by_a_form_that_holds_them(case: Case, client: Client) -> None:
    """The form shows the terms of the deal; only what is changed goes into the address."""
    form = client.get(f"/cases/{case.pk}/what-if/?edit=L1", headers=IN_PLACE).content.decode()
    assert 'name="change-effective" value="2017-07-05"' in form
    data = {"edit": "L1", "change-effective": "2017-07-05", "change-where": "exclude",
            "change-places": "Germany"}  # fmt: skip
    answer = client.get(f"/cases/{case.pk}/what-if/", data)
    trial = trial_of(
        QueryDict(answer["Location"].partition("?")[2]), ANSWERS.case(CASE.encode())[1]
    )
    assert trial.told == {"L1": {"id": "L1", "territory": {"exclude": ["DE"]}}}
    page = client.get(answer["Location"]).content.decode()
    assert "not in Germany" in page


@pytest.mark.parametrize(
    "told", ["x", "[]", "{}", '{"id": 3}', '{"id": "L1", "ends": "soon"}', '{"id":"L1","zz":1}',
             "[" * 1900, '{"id": "' + "x" * 3000 + '"}'],
)  # fmt: skip
def test_a_wrong_trial_in_the_address_is_an_answer_and_no_crash(
    told: str, case: Case, client: Client
) -> None:
    """What cannot be read is said to be so."""
    assert client.get(f"/cases/{case.pk}/what-if/", {"try": told}).status_code == 400


def test_a_trial_kept_is_a_case_of_its_maker(
    case: Case, client_of: Callable[[str], Client]
) -> None:
    """The variant has its name, its parent and its answer; it is private."""
    query = urlencode({"market": "DE", "try": json.dumps(WITH_B)})
    viewer = client_of("viewer")
    answer = viewer.post(
        f"/cases/{case.pk}/what-if/save/", {"name": "With B", "query": query}, follow=True
    )
    page = answer.content.decode()
    assert "100% of the declared families in force in Germany are cleared" in page
    assert "<strong>With B</strong>" in page
    made = Variant.objects.get()
    assert (made.case.parent, made.revision) == (case, 1)
    assert keeping.text_of(made.case).startswith(CASE.encode()[:40])
    assert client_of("owner").get(f"/cases/{made.case.pk}/").status_code == 404
    assert "With B" not in client_of("owner").get(f"/cases/{case.pk}/variants/").content.decode()
    assert keeping.text_of(case) == CASE.encode()


def test_a_parent_is_named_only_to_who_may_read_it(
    case: Case, client_of: Callable[[str], Client]
) -> None:
    """A variant given on does not tell the title of a case that stays private."""
    owner = User.objects.get(username="stranger")
    text = CASE.replace("May X sell", "Might X sell").encode()
    made = keeping.create(text, owner, parent=case)
    Variant.objects.create(case=made, name="Apart", revision=1)
    page = client_of("stranger").get(f"/cases/{made.pk}/").content.decode()
    assert "Apart" in page
    assert case.title not in page


def test_variants_stand_side_by_side(case: Case, client: Client) -> None:
    """Each has its column: markets, families cleared, and the holders who remain."""
    for name, query in (
        ("Without", urlencode({"without": "L1"})),
        ("With B", urlencode({"try": json.dumps(WITH_B)})),
    ):
        client.post(f"/cases/{case.pk}/what-if/save/", {"name": name, "query": query})
    page = client.get(f"/cases/{case.pk}/variants/?market=DE").content.decode()
    row = re.search(r'<th scope="row">Germany</th>(.*?)</tr>', page, re.DOTALL)
    assert row is not None
    assert re.findall(r"(\d) / 2", row[1]) == ["1", "0", "2"]
    holder = re.search(r'<th scope="row">B</th>(.*?)</tr>', page, re.DOTALL)
    assert holder is not None
    assert re.findall(r">(\d)<", holder[1]) == ["1", "1", "0"]


def test_a_variant_counts_from_the_day_of_its_deal() -> None:
    """A supposed deal clears nothing before it begins."""
    later = {**WITH_B, "effective": "2018-06-01"}
    query = _query(**{"try": json.dumps(later)})
    trial = trial_of(query, ANSWERS.case(RICH)[1])
    assert view_tried(RICH, trial).after.at("phone", "DE").cleared == 1
    moved = trial_of(_query(**{"try": json.dumps(later), "as_of": "2018-07-01"}),
                     ANSWERS.case(RICH)[1])  # fmt: skip
    assert moved.as_of == date(2018, 7, 1)
    assert view_tried(RICH, moved).after.at("phone", "DE").cleared == 2


def test_the_page_speaks_german(case: Case, client: Client) -> None:
    """Forms and sentences are German for a German reader."""
    page = client.get(f"/cases/{case.pk}/what-if/", headers={"Accept-Language": "de"})
    assert "Einen Vertrag annehmen" in page.content.decode()
