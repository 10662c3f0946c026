"""Reading a case: what it holds, and one clear message for each thing wrong."""

from __future__ import annotations

import random
from datetime import date
from typing import TYPE_CHECKING

import pytest
from case_texts import HEAD, LICENSE, WHOLE

from clearway.case import Case, PartialDate, parse_date, read_case, read_findings
from clearway.case.toml_text import MAX_BYTES
from clearway.errors import CaseError

if TYPE_CHECKING:
    from pathlib import Path


def _read(folder: Path, text: str | bytes) -> Case:
    path = folder / "case.toml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_case(path)


def test_reads_every_table(tmp_path: Path) -> None:
    """Each table lands in its place of the case, with the values of the file."""
    case = _read(tmp_path, WHOLE)
    assert (case.id, case.company, case.as_of) == ("trial", "X", date(2018, 1, 1))
    assert case.markets == ("CN", "DE")
    assert case.companies[0].aliases == ("X Mobile Software",)
    assert case.products[0].components[0].category == "chipset"
    assert case.products[1].standards == ()
    assert case.pools[0].members[0].to_on == date(2016, 1, 1)
    assert case.deals[0].include is None
    assert case.deals[0].exclude == ("US",)
    assert case.deals[1].grantors == ("Example pool",)
    assert case.suits[0].plaintiffs == ("A",)
    assert case.suits[0].defendants == ("X", "Y")
    assert case.orders[0].except_suppliers == ("Q",)
    assert case.sightings[0].place_name == "Dubai"


def test_policy_keeps_defaults(tmp_path: Path) -> None:
    """A key left out of the policy has its default; a table of days keeps its `default`."""
    policy = _read(tmp_path, WHOLE).policy
    assert policy.grant_lag_days == {"default": 1460, "US": 900}
    assert policy.pending_max_years == 12
    assert policy.open_when == 0.5
    assert policy.aggregate_burden["4G"].high == 0.10
    assert policy.aggregate_burden["4G"].currency is None
    assert policy.aggregate_burden["AAC"].currency == "USD"
    assert policy.exchange_rates["EUR"].rate == 1.14
    assert policy.venue["DE"].source == "press"


def test_candidate_defaults(tmp_path: Path) -> None:
    """A candidate is hypothetical and begins on the date of the question unless it says else."""
    candidate = _read(tmp_path, WHOLE).candidates[0]
    assert candidate.status == "hypothetical"
    assert candidate.effective == date(2018, 1, 1)


def test_partial_dates_count_late(tmp_path: Path) -> None:
    """A year or month alone counts at its latest day, and keeps its text."""
    case = _read(tmp_path, WHOLE)
    pooled, suit = case.deals[1].effective, case.suits[0].filed
    assert (pooled, suit) == (date(2016, 12, 31), date(2014, 12, 31))
    assert isinstance(pooled, PartialDate)
    assert (pooled.text, pooled.precision) == ("2016", "year")
    assert case.ownership[0].from_on == date(2014, 4, 30)
    assert parse_date("2016-02") == date(2016, 2, 29)
    assert type(parse_date("2016-02-03")) is date


def test_entries_know_their_lines(tmp_path: Path) -> None:
    """Every entry and key knows its line, in inline tables and lists over several lines too."""
    case = _read(tmp_path, WHOLE)
    rows = WHOLE.split("\n")
    phone = case.products[0].place
    assert phone is not None
    assert rows[phone.line - 1] == "[[product]]"
    assert 'supplier = "Q"' in rows[phone.line_of("components.0.supplier") - 1]
    source = case.sources[0].place
    assert source is not None
    assert rows[source.line_of("url") - 1].startswith("url")


def test_folder_is_merged(tmp_path: Path) -> None:
    """The files of a folder are merged in order of name."""
    (tmp_path / "b.toml").write_text(LICENSE.replace('"lic"', '"second"'))
    (tmp_path / "a.toml").write_text(HEAD + LICENSE)
    (tmp_path / "notes.txt").write_text("not read")
    assert [deal.id for deal in read_case(tmp_path).deals] == ["lic", "second"]


def test_folder_wants_one_case_table(tmp_path: Path) -> None:
    """A second [case] in a folder is refused, and both places are named."""
    (tmp_path / "a.toml").write_text(HEAD)
    (tmp_path / "b.toml").write_text("\n" + HEAD)
    with pytest.raises(CaseError, match=r"b\.toml:2: \[case\]: is given twice, .*a\.toml:1"):
        read_case(tmp_path)


WRONG: dict[str, tuple[str | bytes, str]] = {
    "no case table": (LICENSE, r"case\.toml:1: there is no \[case\] table; add it"),
    "unknown table": (HEAD + "[[deals]]\nid = 1\n", r'5: deals: unknown table.*"deal"'),
    "unknown key": (
        HEAD + LICENSE + 'grantor = ["A"]\n',
        r'13: \[\[deal\]\] "lic": grantor: unknown key \(did you mean "grantors"\?\)',
    ),
    "empty table": (HEAD + LICENSE + "territory = {}\n", "territory: the table is empty"),
    "unknown inner key": (
        HEAD + LICENSE + 'territory = { includes = ["DE"] }\n',
        r'territory\.includes: unknown key \(did you mean "include"\?\)',
    ),
    "single brackets": (
        HEAD + "[deal]\nid = 1\n",
        r"5: \[deal\]: wants two brackets, \[\[deal\]\]",
    ),
    "case as a list": ("[[case]]\nid='a'\n", r"1: \[case\]: wants a table"),
    "missing key": (HEAD + "[[company]]\n", r'5: \[\[company\]\] 1: "name" is missing'),
    "missing effective": (
        HEAD + LICENSE.replace("effective", "ends"),
        r'6: \[\[deal\]\] "lic": "effective" is missing',
    ),
    "missing status": (HEAD + LICENSE.replace('status = "signed"', ""), '"status" is missing'),
    "impossible day": (
        HEAD + LICENSE.replace("2017-07-05", "2020-02-30"),
        r'10: \[\[deal\]\] "lic": effective: 2020-02-30 is not a day of the calendar',
    ),
    "impossible day as text": (
        HEAD + LICENSE.replace("2017-07-05", '"2020-02-30"'),
        r'10: \[\[deal\]\] "lic": effective: wants a date, not the text "2020-02-30"',
    ),
    "bare month": (HEAD + LICENSE.replace("2017-07-05", "2017-07"), 'in quotes, "2017-07"'),
    "bare year": (HEAD + LICENSE.replace("2017-07-05", "2017"), 'in quotes, "2017"'),
    "German date": (HEAD + LICENSE.replace("2017-07-05", "5.7.2017"), "is not a date; write it as"),
    "words for a date": (HEAD + LICENSE.replace("2017-07-05", '"July"'), "wants a date, not"),
    "time for a date": (
        HEAD + LICENSE.replace("2017-07-05", "2017-07-05T10:00:00Z"),
        "wants a date, not a time",
    ),
    "partial as_of": (HEAD.replace("2018-01-01", '"2018"'), r"4: \[case\]: as_of: wants a whole"),
    "text for a list": (HEAD + LICENSE.replace('["A"]', '"A"'), "grantors: wants a list, not"),
    "number in a list": (HEAD + LICENSE.replace('["A"]', "[1]"), "grantors: wants a text, not 1"),
    "blank name": (HEAD + LICENSE.replace('["A"]', '[" "]'), "grantors: is blank"),
    "empty list": (HEAD + LICENSE.replace('["A"]', "[]"), "grantors: the list is empty, which"),
    "empty markets": (HEAD + "markets = []\n", r"5: \[case\]: markets: the list is empty"),
    "country": (HEAD + 'markets = ["CN", "XX"]\n', 'unknown country "XX"'),
    "UK": (HEAD + 'markets = ["UK"]\n', 'unknown country "UK"; write "GB"'),
    "EU": (HEAD + 'markets = ["EU"]\n', '"EU" is not a country; list the countries'),
    "category": (
        HEAD + '[[product]]\nname = "p"\ncategory = "smartphones"\n',
        r'7: \[\[product\]\] "p": category: unknown "smartphones" \(did you mean "smartphone"\?\)',
    ),
    "currency": (
        HEAD + '[[product]]\nname = "p"\ncategory = "tv"\nprice = {amount = 1, currency = "Rs"}\n',
        r'8: .*price\.currency: unknown currency "Rs"',
    ),
    "kind": (HEAD + LICENSE.replace('"license"', '"licence"'), 'did you mean "license"'),
    "status": (HEAD + LICENSE.replace("signed", "rumoured"), 'did you mean "rumored"'),
    "affiliates": (
        HEAD + LICENSE + 'grantee_affiliates = "all"\n',
        "use subsidiaries, group, none",
    ),
    "reserved id": (HEAD + LICENSE.replace('"lic"', '"own"'), '"own" is kept for own rights'),
    "id with a space": (HEAD + LICENSE.replace('"lic"', '"l c"'), "is no id; use letters"),
    "share": (HEAD + "[policy]\ncovered_share = 95\n", "a share lies between 0 and 1"),
    "boolean for a number": (HEAD + "[policy]\nenforcer_years = true\n", "wants a whole number"),
    "negative years": (HEAD + "[policy]\nenforcer_years = -1\n", "is out of range"),
    "not a number": (HEAD + "[policy]\ncovered_share = nan\n", "is out of range"),
    "office": (HEAD + "[policy]\nterm_years = { usa = 20 }\n", 'wants "default" or an office'),
    "unknown criterion": (
        HEAD + '[policy]\nranking_weights = { fame = 1, source = "x" }\n',
        "share, burden, litigants, demand",
    ),
    "unsourced weights": (HEAD + "[policy]\nmarket_weights = { CN = 1 }\n", '"source" is missing'),
    "burden above the price": (
        HEAD + '[policy]\naggregate_burden = { 4G = { low = 0.1, high = 6, source = "x" } }\n',
        r"6: .*aggregate_burden\.4G\.high: is no share .*give the currency of an amount",
    ),
    "burden upside down": (
        HEAD
        + '[policy]\naggregate_burden = { 4G = { low = 0.2, high = 0.1, source = "s" } }\n'
        + '[[source]]\nid = "s"\n',
        "high: 0.1 is below low",
    ),
    "burden twice": (
        HEAD
        + '[policy.aggregate_burden]\n4G = { low = 0.1, high = 0.2, source = "s" }\n'
        + 'LTE = { low = 0.1, high = 0.2, source = "s" }\n[[source]]\nid = "s"\n',
        'aggregate_burden.LTE: names the same standard as "4G"',
    ),
    "source of the high burden": (
        HEAD
        + "[policy.aggregate_burden]\n"
        + '4G = { low = 0.1, high = 0.2, source = "s", high_source = "t" }\n'
        + '[[source]]\nid = "s"\n',
        'high_source: unknown source "t"',
    ),
    "exchange with itself": (
        HEAD
        + '[policy.exchange_rates]\nEUR = { rate = 1, currency = "EUR", source = "s" }\n'
        + '[[source]]\nid = "s"\n',
        "exchange_rates.EUR: says nothing",
    ),
    "units without a source": (
        HEAD + '[[product]]\nname = "p"\ncategory = "tv"\nunits_per_year = { DE = 5 }\n',
        '"source" is missing',
    ),
    "policy source": (
        HEAD + '[policy]\nmarket_weights = { CN = 1, source = "x" }\n',
        r'6: \[policy\]: market_weights\.source: unknown source "x"',
    ),
    "no grantees": (
        HEAD + LICENSE.replace('grantees = ["X"]', ""),
        r'"lic": grantees: is missing; a license needs grantors and grantees',
    ),
    "parties of a license": (HEAD + LICENSE + 'parties = ["A", "X"]\n', "a license has none"),
    "one party": (
        HEAD + LICENSE.replace('"license"', '"cross-license"').replace("grantors", "parties"),
        "parties: wants at least 2 entries",
    ),
    "cross-license": (
        HEAD + LICENSE.replace('"license"', '"cross-license"'),
        r"lic.: parties: is missing; a cross-license needs parties",
    ),
    "purchase": (
        HEAD + LICENSE.replace('"license"', '"purchase"').replace("grantors", "families"),
        r"lic.: seller: is missing; a purchase needs seller and buyer",
    ),
    "rights of a license": (HEAD + LICENSE + 'rights = ["EP1"]\n', "rights: belongs to a purchase"),
    "pool of a license": (
        HEAD + LICENSE.replace('grantors = ["A"]', 'pool = "P"'),
        "pool: a license has none; the kind is pool-license",
    ),
    "pool and grantors": (HEAD + LICENSE + 'pool = "P"\n', 'pool: says the same as "grantors"'),
    "ends before": (
        HEAD + LICENSE + "ends = 2016-01-01\n",
        r'13: \[\[deal\]\] "lic": ends: 2016-01-01 is before effective \(2017-07-05\)',
    ),
    "captured before": (
        HEAD + LICENSE + "captured_until = 2016-01-01\n",
        "13: .*captured_until: 2016-01-01 is before effective",
    ),
    "two ids": (HEAD + LICENSE + LICENSE, r'15: .*id: "lic" is already used at .*case\.toml:6'),
    "deal and candidate": (
        HEAD + LICENSE + LICENSE.replace("[[deal]]", "[[candidate]]"),
        r'\[\[candidate\]\] "lic": id: "lic" is already used',
    ),
    "unknown source": (
        HEAD + LICENSE + 'sources = ["pres"]\n[[source]]\nid = "press"\n',
        r'13: .*sources: unknown source "pres" \(did you mean "press"\?\)',
    ),
    "field": (HEAD + LICENSE + 'field = ["phones"]\n', "is no product of the case and no category"),
    "nothing left": (
        HEAD + LICENSE + 'territory = { include = ["DE"], exclude = ["DE"] }\n',
        "territory: excludes every country that it includes",
    ),
    "no plaintiff": (
        HEAD + '[[suit]]\nid = "s"\nmarket = "DE"\nfiled = "2016"\ndefendant = "X"\n',
        r'5: \[\[suit\]\] "s": "plaintiff" is missing',
    ),
    "order ends first": (
        HEAD + '[[order]]\nsuit = "s"\nfrom = 2016-01-01\nto = 2015-01-01\n',
        "8: .*to: 2015-01-01 is before 2016-01-01",
    ),
    "undated candidate": (
        HEAD.replace("as_of = 2018-01-01\n", "")
        + LICENSE.replace("[[deal]]", "[[candidate]]").replace("effective = 2017-07-05\n", ""),
        r'"effective" is missing; add it, or as_of to \[case\]',
    ),
    "excludes nobody": (
        HEAD + LICENSE.replace("[[deal]]", "[[candidate]]") + 'excludes = ["other"]\n',
        'unknown candidate "other"',
    ),
    "about nothing": (
        HEAD.replace("company =", 'about = "sumer"\ncompany =', 1)
        + LICENSE
        + 'bundle = "summer"\n',
        r'about: no deal and no bundle is called "sumer" \(did you mean "summer"',
    ),
    "web address": (HEAD + '[[source]]\nid = "s"\nurl = "javascript:x"\n', "is no address"),
    "cycle": (
        HEAD
        + '[[ownership]]\nchild = "B"\nparent = "C"\n[[ownership]]\nchild = "C"\nparent = "B"\n',
        r'7: .*the ownership runs in a circle: "B" -> "C" -> "B"',
    ),
    "two parents": (
        HEAD
        + '[[ownership]]\nchild = "B"\nparent = "C"\nto = 2016-01-01\n'
        + '[[ownership]]\nchild = "B"\nparent = "D"\nfrom = 2015-01-01\n',
        r'"B" has two parents on 2015-01-01, "C" and "D"; .*control = true',
    ),
    "syntax": (HEAD + LICENSE + "consideration = money\n", "13: .*consideration: this is not TOML"),
    "key twice": (
        HEAD + 'id = "again"\n',
        r"5: \[case\] .trial.: id: the same key or table is given twice",
    ),
    "no value": (HEAD + LICENSE + "ends =\n", r"13: \[\[deal\]\] .lic.: ends: no value follows"),
    "not UTF-8": (HEAD.encode() + b'question = "\xe9"\n', "case.toml:5: the text is not UTF-8"),
    "NUL": (HEAD + 'question = "\0"\n', "case.toml:5: "),
    "deep": ("a = " + "[" * 100_000 + "]" * 100_000, "nested too deeply"),
    "long key": (".".join("a" * 100) * 20 + " = 1\n", "a key has more than 64 parts"),
    "long number": (HEAD + "count = " + "9" * 5000 + "\n", r"case\.toml"),
    "empty file": ("", r"there is no \[case\] table"),
}


@pytest.mark.parametrize("name", WRONG)
def test_one_clear_message(name: str, tmp_path: Path) -> None:
    """Each thing wrong gives one message with file, place, what is wrong and the remedy."""
    text, message = WRONG[name]
    with pytest.raises(CaseError, match=message) as caught:
        _read(tmp_path, text)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 700


def test_all_findings_in_order(tmp_path: Path) -> None:
    """The first thing wrong by line is raised, and all of them can be had."""
    path = tmp_path / "case.toml"
    path.write_text(HEAD + LICENSE.replace("signed", "sined") + 'ends = "x"\ngrantor = 1\n')
    case, findings = read_findings(path)
    assert case is None
    assert [finding.line for finding in findings] == [9, 13, 14]
    with pytest.raises(CaseError, match=r"9: .*status.*\(and 2 more: "):
        read_case(path)


def test_control_decides_between_parents(tmp_path: Path) -> None:
    """Two parents at once are fine when exactly one controls, or when their times do not meet."""
    row = '[[ownership]]\nchild = "B"\nparent = "{}"\n{}\n'
    _read(tmp_path, HEAD + row.format("C", "control = true") + row.format("D", ""))
    _read(
        tmp_path, HEAD + row.format("C", "to = 2015-01-01") + row.format("D", "from = 2015-01-01")
    )
    both = row.format("C", "control = true") + row.format("D", "control = true")
    with pytest.raises(CaseError, match="two parents"):
        _read(tmp_path, HEAD + both)


def test_circle_needs_one_day(tmp_path: Path) -> None:
    """Companies that hold each other at different times make no circle."""
    row = '[[ownership]]\nchild = "{}"\nparent = "{}"\n{}\n'
    apart = row.format("B", "C", "to = 2015-01-01") + row.format("C", "B", "from = 2015-01-01")
    assert len(_read(tmp_path, HEAD + apart).ownership) == 2
    meeting = row.format("B", "C", "to = 2015-01-02") + row.format("C", "B", "from = 2015-01-01")
    with pytest.raises(CaseError, match="in a circle on 2015-01-01"):
        _read(tmp_path, HEAD + meeting)


def test_missing_empty_and_oversize(tmp_path: Path) -> None:
    """A missing file, a folder without a case and a huge file are each refused in a sentence."""
    with pytest.raises(CaseError, match="no such case file"):
        read_case(tmp_path / "none.toml")
    with pytest.raises(CaseError, match=r"holds no \*\.toml file"):
        read_case(tmp_path)
    huge = tmp_path / "huge.toml"
    with huge.open("wb") as stream:
        stream.truncate(MAX_BYTES + 1)
    with pytest.raises(CaseError, match="at most 16 MB"):
        read_case(huge)


def test_byte_order_mark_and_line_ends(tmp_path: Path) -> None:
    """A byte order mark and Windows line ends are read like any text."""
    case = _read(tmp_path, b"\xef\xbb\xbf" + WHOLE.replace("\n", "\r\n").encode())
    assert case == _read(tmp_path, WHOLE)


def test_damaged_text_never_crashes(tmp_path: Path) -> None:
    """Text with characters dropped or swapped is read or refused, never anything else."""
    chance = random.Random(7)
    for _ in range(300):
        letters = list(WHOLE)
        for _ in range(chance.randrange(1, 4)):
            at = chance.randrange(len(letters))
            letters[at] = chance.choice(["", "[", "]", '"', "=", "\n", "{", "é", "0", "-"])
        try:
            _read(tmp_path, "".join(letters))
        except CaseError:
            continue


def test_deep_trees_are_no_circle(tmp_path: Path) -> None:
    """A chain of 2,000 owners is read at once; a company that owns itself is a circle."""
    row = '[[ownership]]\nchild = "c{}"\nparent = "c{}"\n'
    chain = "".join(row.format(n, n + 1) for n in range(2000))
    assert len(_read(tmp_path, HEAD + chain).ownership) == 2000
    with pytest.raises(CaseError, match='in a circle: "c9" -> "c9"'):
        _read(tmp_path, HEAD + row.format(9, 9))


def test_hopeless_files_stop_early(tmp_path: Path) -> None:
    """A file in which everything is wrong gives up after a thousand findings."""
    path = tmp_path / "case.toml"
    path.write_text(HEAD + "".join(f"key{n} = 1\n" for n in range(5000)))
    assert len(read_findings(path)[1]) == 1001
