"""What errors and findings say, in words, by form; to be told in other languages.

The first that fits is taken, so longer forms stand before those that they contain; what stands for
`near` may be empty. A place (file, line, entry, key) may stand before each and is left as it is.
"""

from __future__ import annotations

COMPLAINTS = (
    # clearway.case.values: what a key wants
    "wants a text, not %(found)s; put it in quotes",
    "is blank; give it or remove the line",
    "%(found)s has spaces around it or line breaks in it; remove them",
    "%(found)s is no id; use letters, digits, '.', '_' and '-'",
    '"own" is kept for own rights in the answers; choose another id',
    "%(found)s is no address; it begins with https:// or http://",
    "a year alone is written in quotes, %(year)s",
    (
        'wants a date, not %(found)s; write 2017-07-05 without quotes, or "2017-07" or '
        '"2017" when no more is known'
    ),
    "wants a whole date, not %(found)s; write 2017-07-05 without quotes",
    "wants true or false, not %(found)s",
    "wants a whole number from 1 to 6, not %(found)s",
    "wants a whole number, not %(found)s",
    "%(found)s is out of range; it lies between 0 and 1,000,000",
    "0 is out of range; it is at least 1, or the line is left out",
    "%(found)s years is out of range; it lies between 0 and 200",
    "wants a number, not %(found)s; write it without quotes",
    "%(found)s is out of range; it is a number from 0 on",
    "%(found)s is out of range; a share lies between 0 and 1",
    '%(found)s is no language; use ISO 639-1, such as "en" or "de"',
    "is no SHA-256 hash; give its 64 hexadecimal digits in lower case",
    "wants a text, number, date or list of names, not %(found)s",
    'unknown currency "%(found)s"%(near)s; use ISO 4217, such as "USD"',
    "wants a list, not %(found)s; write it as [...]",
    "the list is empty, which never means 'all'; fill or remove it",
    "wants at least %(least)s entries; name the others",
    'unknown "%(found)s"%(near)s; use %(choices)s',
    "wants a table, not %(found)s; write it as %(form)s",
    "wants a table, not %(found)s; write %(form)s",
    "the table is empty; fill or remove it",
    "unknown key; a sum has amount and currency",
    'lacks %(key)s; write { amount = 180, currency = "USD" }',
    # what is found where another thing is wanted
    'the text "%(text)s"',
    "a table",
    "a list",
    "a time",
    ' (did you mean "%(word)s"?)',
    " (nearest: %(names)s)",
    " (near: %(names)s)",
    # clearway.case: read, schema, words
    'unknown country "%(code)s"; write "%(meant)s"',
    'unknown country "%(code)s"; use the two letters of ISO 3166-1, such as "DE"',
    '"%(code)s" is not a country; list the countries themselves, such as "DE", "FR"',
    "unknown key%(near)s; correct or remove it",
    "unknown key; known here are %(names)s",
    '"%(key)s" is missing; add a line %(line)s = ...',
    'wants "default" or an office, two capital letters such as EP',
    'wants "all" or a list of countries, not %(found)s',
    "is no share between 0 and 1; correct it, or give the currency of an amount",
    "unknown table%(near)s; %(hint)s",
    "known are %(names)s",
    "wants a table; write the header %(header)s, once",
    "wants two brackets, %(header)s, as there may be several",
    "is given twice, first at %(place)s; keep one",
    'says the same as "%(other)s"; keep one',
    "there is no [case] table; add it",
    '"effective" is missing; add it, or as_of to [case]',
    "%(first)s (and %(more)s more: see `clearway case check`)",
    # clearway.case.toml_text
    "the text is not UTF-8; save the file as UTF-8",
    "a key has more than %(most)s parts; shorten it",
    "lists or tables are nested too deeply; flatten them",
    "a case is at most %(most)s MB; public data belongs in the record",
    "a case is at most %(most)s MB",
    "%(day)s is not a day of the calendar; correct it",
    "a month alone is written in quotes, %(month)s",
    "%(found)s is not a date; write it as 2017-07-05",
    "no value follows the equals sign; give one or remove the line",
    "the same key or table is given twice (%(complaint)s); keep one",
    "the table is given twice (%(complaint)s); lists have two brackets, [[deal]]",
    "this is not TOML: %(complaint)s; texts need quotes, lists square brackets",
    # clearway.case: check, rules, ownership
    '"%(spelling)s" also stands for "%(owner)s"; keep it with one of them',
    'unknown company "%(name)s" at line %(line)s%(near)s: add a [[company]] entry or an alias',
    '"%(name)s" has no [[company]] entry%(near)s; the record must know it, or add one',
    "unknown company %(name)s%(near)s; add a [[company]] entry or an alias",
    "unknown company %(name)s%(near)s: neither the case nor the record names it",
    'suit "%(suit)s" is neither in the case nor in the record%(near)s; add a [[suit]] entry',
    'suit "%(suit)s" is not in the case%(near)s; add a [[suit]] entry',
    '"%(name)s" is no product of the case and no category%(near)s; correct it',
    '"%(name)s" is no product of the case and no category%(near)s',
    "the case lists no product; add a [[product]] to get an answer",
    "the case lists no product; add a [[product]]",
    "names no standards, so nothing touches it; say standards = [] if so meant",
    '"%(name)s" is no product of the case%(near)s',
    '"%(name)s" is no standard that anybody knows%(near)s, so it covers nothing',
    'unknown pool "%(name)s"%(near)s; add a [[pool]] entry, or ingest its list',
    "no pool %(name)s; add a [[pool]] with members, or ingest its list",
    'no deal and no bundle is called "%(name)s"%(near)s; correct or remove it',
    '"%(value)s" is already used at %(place)s; give each its own %(key)s',
    '"%(value)s" is already used; give each its own %(key)s',
    "%(last)s is before effective (%(first)s); correct one of them",
    "excludes every country that it includes; correct it",
    "is missing; a %(kind)s needs %(needs)s",
    "a %(kind)s has none; the kind is pool-license",
    "a %(kind)s has none; it has %(needs)s",
    "names one party only; name the others",
    "is also the seller; correct one of them",
    "belongs to a purchase; list families, or remove it",
    "%(end)s is before %(start)s, where it begins; correct one",
    'unknown source "%(name)s"%(near)s; add a [[source]] entry',
    "%(high)s is below low (%(low)s); swap them",
    "says nothing; give what one unit is worth in another currency",
    "the weights are all 0; make one greater",
    'names the same standard as "%(first)s"; remove one of them',
    "a candidate cannot exclude itself; remove it",
    'unknown candidate "%(name)s"%(near)s; correct or remove it',
    (
        '"%(child)s" has two parents %(since)s, %(names)s; end one with `to`, or give '
        "exactly one of them control = true"
    ),
    "on %(day)s",
    "from the beginning",
    "the ownership runs in a circle on %(day)s: %(chain)s; correct one of the rows",
    "the ownership runs in a circle: %(chain)s; correct one of the rows",
    (
        "%(child)s has %(count)s parents on %(day)s (%(names)s); set control = true on "
        "exactly one of them"
    ),
    "a cycle on %(day)s: %(members)s; end or remove one of these rows",
    "has no effect in a purchase",
    (
        'holds %(share)s of "%(child)s", not above control_share (%(least)s), so makes no '
        "group; say control = true or false"
    ),
    "is the day it begins, so it never holds",
    "lists no families or rights, so it clears nothing until they are known",
    "names no sources; known_at then counts it as known from effective on",
    "speaks for no standard of a product%(near)s, so it changes nothing",
    # clearway.case.evidence_rules
    '"%(name)s" is not listed before this statement; move this one behind it',
    'unknown statement "%(name)s"%(near)s; correct or remove it',
    'says of what? add "%(needed)s"',
    'has no value; add "value"',
    "%(last)s is before first_seen; correct one",
    "%(day)s is before published (%(published)s); correct one",
    "an update acts on another statement; add one of %(links)s",
    "as %(name)s of a deal: %(wrong)s",
    '"%(state)s" needs a reason; add "%(key)s"',
    'of which one? add "duplicate_of"',
    '"%(other)s" is no other sighting; correct it',
    (
        "the forecast was changed after it was sealed, and its question is frozen; bring the "
        "old text back, and enter what is meant now as another forecast"
    ),
    "the days rise, from opens to the deadline; correct them",
    "falls, and what has happened stays so; give rising probabilities",
    "ends before the deadline; add the deadline itself",
    '"%(key)s" is missing; add it beside the other',
    "is before opens (%(day)s); correct it",
    "an absence shows only after the deadline (%(day)s); name the evidence, or wait",
    # a question: clearway.clearance, clearway.app, clearway.report.scope, clearway.web
    "unknown product %(name)s; %(hint)s",
    "unknown deal %(name)s; %(hint)s",
    "did you mean %(name)s?",
    "known: none",
    "known: %(names)s",
    "unknown market %(code)s: use ISO 3166-1 codes such as %(such)s",
    "[case] has no as_of; add one or give --as-of DATE",
    "no deal has bundle %(name)s; known: %(names)s",
    "no product %(name)s in the answer; it has %(names)s",
    "no product %(name)s in the answer",
    "%(market)s is not among the markets of the case: %(names)s",
    "the case lists no product %(name)s",
    "the case has no deal %(name)s",
    "open when %(rule)s? use quiet, covered, or a share between 0 and 1 such as 0.5",
    "no family %(family)s in the record",
    "%(holder)s owns no declared right on %(day)s; the holders are listed by `clearway clear`",
    (
        "policy.aggregate_burden: %(names)s stand equally near above %(standard)s; give "
        "%(own)s its own"
    ),
    # arsenals, burdens, plans, unknowns, ranges, suits
    "name at least two companies for a matrix, such as Xiaomi,Ericsson",
    "%(one)s and %(other)s are one group on %(day)s (%(holder)s); name each group once",
    (
        "the case lists no product of another company; name other companies, and add their "
        "products as [[product]] with company = their name"
    ),
    "%(units)s units a year; give a number from 0 on",
    "a window of %(years)s years holds no suit; give at least 1",
    (
        "sensitivity %(one)s and specificity %(other)s: each lies between 0 and 1, and "
        "together they are more than 1"
    ),
    "the first %(top)s unknowns are none; give at least 1",
    "name a market (--market CC), or let the case name its markets",
    "no product asked for implements a standard: nothing stands in its way",
    (
        "there is no deal to choose from (%(reasons)s); add [[candidate]] entries with a "
        "cost, or ask for generated ones (with --units for their cost, or --max-deals to "
        "count deals alone)"
    ),
    (
        "there is no deal to choose from; add [[candidate]] entries with a cost, or ask for "
        "generated ones (with --units for their cost, or --max-deals to count deals alone)"
    ),
    "no market asked for counts anything; ask with --demand none",
    "%(names)s is not among the markets asked for; name it with --market too",
    "neither case nor record gives demand by %(measure)s",
    "%(what)s: %(amount)s is no amount; give a number such as 30000000",
    "%(what)s: %(amount)s is out of range; from 0 to below %(most)s",
    "the budget",
    (
        "costs are in %(currencies)s, which do not add up by themselves; say --currency, "
        "with a rate for each of the others in policy.exchange_rates"
    ),
    (
        "%(what)s costs %(one)s and the plan is in %(other)s: add a rate for %(same)s to "
        "policy.exchange_rates"
    ),
    "at most %(count)s deals? give a whole number from 0 on",
    "a time limit of %(seconds)s seconds? give more than 0 and at most %(most)s",
    (
        "%(count)s candidate purchases list the same right; a plan weighs at most %(most)s of "
        "these that could be made together: leave some out"
    ),
    (
        "from %(low)s to %(high)s of the families are essential; give two parts above 0 and up "
        "to 1, the smaller first"
    ),
    "policy.multimode_weights, for %(product)s: %(found)s",
    "no weight for %(names)s; give one (0 is allowed)",
    "the weights of %(names)s are all 0; make one greater",
    # the record: numbers, families, standards
    "no right on record carries the number %(number)s%(near)s",
    "%(number)s is carried by %(count)s rights: %(names)s; give one of these ids",
    "no family %(family)s on record%(near)s",
    (
        "%(text)s is no publication number: it does not begin with an office code; write it "
        "as EP1848154B1 or US 9,137,772 B2"
    ),
    (
        "%(text)s is no publication number: nothing after %(office)s reads as one; write it "
        "as EP1848154B1 or US 9,137,772 B2"
    ),
    (
        "%(text)s is no publication number: those of the EPO have seven digits; write it as "
        "EP1848154, or as WO9604547 if it is an international one"
    ),
    "%(text)s is no application number; write it with its office, as EP06711571.5 or US 12/366,384",
    "nothing on record is declared to %(name)s",
    "no market has the code %(code)s",
    "%(product)s implements no standard: no family touches it",
    # what a site meets: no record, a defect, an article that does not go in
    "It failed by a defect of ours, which the log of the site holds.",
    "what is accepted does not go with the case: %(finding)s",
    "rows are accepted, but not the article they come from; accept the row of kind source too",
    (
        "holds no text that could be read. If it is a scan or a page made by a script, copy "
        "the text into a .txt file and read that."
    ),
    "neither HTML, text nor PDF; save the article as one of these",
    "needs a password; save a copy without one",
    "holds nothing that could be read as a page",
    "damaged PDF (%(error)s); open it and print it anew",
    "The site has no record yet.",
    "The question was not asked: the site has no record to answer from.",
    "That is more than one address can try out; save a variant first.",
    "The address holds a change to a deal that cannot be read.",
    "The deal %(deal)s is not written as a table [[deal]]; write it so to try it out.",
    "The policy is not written as a table [policy]; write it so to try deals out.",
    "The case has no place '%(place)s' to talk about.",
    # clearway.web.talk: what is not taken over from another site
    (
        "neither a WordPress export (WXR), a Disqus export (XML) nor JSON lines of "
        "Clearway; export the discussion again and name that file"
    ),
    (
        'not {"format": "%(format)s", "version": 1}; this is no export of a discussion, '
        "or one of a later Clearway"
    ),
    "longer than %(most)s bytes",
    "longer than %(most)s characters",
    "a %(kind)s, not a comment",
    "neither 1, 0, spam nor trash",
    "no number",
    "no date",
    "missing",
    "not an object",
    "no text",
    "%(day)s lies ahead",
    "not a list of objects",
    "neither 1 nor -1",
    "no UUID",
    "none of %(names)s",
    "no time zone",
    "%(text)s may be %(names)s: %(remedy)s",
)
