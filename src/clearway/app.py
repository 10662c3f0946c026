"""The one place that knows both the record and the rules.

Everything above (the command line, notebooks, the site) asks here; everything below is pure.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from clearway.clearance.assess import clear_by_rules, header_of
from clearway.clearance.diff import (
    Difference,
    Step,
    Waterfall,
    compare,
    deals_of,
    questions_of,
    waterfall_steps,
)
from clearway.clearance.engine import Relation
from clearway.clearance.estimates import kin_key, reestimate
from clearway.clearance.explain import Explanation
from clearway.clearance.explain import explain as explain_families
from clearway.clearance.layout import Layout, layout_for, layout_key, make_layout
from clearway.clearance.question import Question, ask
from clearway.clearance.setting import Setting
from clearway.errors import UsageError
from clearway.small_facts import read_facts

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from clearway.case import Case, Deal, Policy
    from clearway.clearance.counting import Counted, Series
    from clearway.clearance.listing import ListedFamily
    from clearway.clearance.results import Clearance, Header, MarketResult
    from clearway.record import Record

HELD_LAYOUTS = 4
"""Days of knowledge and policies that a desk keeps at hand; the first made goes first."""
HELD_BOARDS = 4
"""Boards that a desk keeps at hand unless it is told otherwise."""


class Desk:
    """A record held open to answer one question after another.

    Small facts, layouts and boards are read once; a deal switched on or off then costs only the
    count. Not for sharing between threads.
    """

    def __init__(self, record: Record, boards: int = HELD_BOARDS) -> None:
        """Open a record.

        Args:
            record: from `open_record`.
            boards: cases, choices of markets and purchases kept at hand; the first made goes first.
                One takes some 25 MB over a record of full size.
        """
        self.record = record
        self._held_boards = boards
        self.facts = read_facts(record)
        self._layouts: dict[str, Layout] = {}
        self._kin: dict[str, str] = {}
        self._boards: dict[Any, Any] = {}
        self._last: Setting | None = None

    def setting(self, case: Case, question: Question) -> Setting:
        """Return a question with its names resolved over this record."""
        last = self._last
        same = last is not None and last.case is case
        self._last = last.under(question) if last and same else Setting(case, self.facts, question)
        return self._last

    def header(self, case: Case, question: Question) -> Header:
        """Return what an answer to a question states about itself."""
        return header_of(self.setting(case, question))

    def layout(self, known_at: date, policy: Policy) -> Layout:
        """Return the record as arrays, as known on a day under a policy of estimates."""
        key = layout_key(self.record.snapshot_id, known_at, policy)
        kin = kin_key(self.record.snapshot_id, known_at, policy)
        if key not in self._layouts:
            if len(self._layouts) == HELD_LAYOUTS:
                del self._layouts[next(iter(self._layouts))]
            base = self._layouts.get(self._kin.get(kin, ""))
            self._layouts[key] = layout_for(
                self.record.cache_dir, key, lambda: self._make_layout(known_at, policy, base)
            )
        self._kin[kin] = key
        return self._layouts[key]

    def _make_layout(self, known_at: date, policy: Policy, base: Layout | None) -> Layout:
        """Lay the record out, from a layout at hand that differs in estimates alone, if any."""
        engine = self._engine("duckdb")
        if base is not None:
            return reestimate(engine, base, known_at, policy)
        return make_layout(engine, known_at, policy)

    def clear(
        self, case: Case, question: Question, engine: str | None = None, master: str | None = None
    ) -> Clearance:
        """Answer a question by the kernel, or by the rules on a named engine."""
        setting = self.setting(case, question)
        if engine is None:
            from clearway.clearance.counting import clear_by_kernel

            return clear_by_kernel(self.board(setting))
        return clear_by_rules(setting, self._engine(engine, master))

    def _engine(self, name: str, master: str | None = None) -> Any:
        if name == "spark":
            from clearway.record.backends.spark import SparkEngine

            return SparkEngine(self.record, master)
        from clearway.record.backends.duckdb import DuckDBEngine  # the kernel needs no database

        return DuckDBEngine(self.record.connect())

    def board(self, setting: Setting) -> Any:
        """Return the board of a question: kept while only deals, days or products change."""
        from clearway.clearance.board import Board
        from clearway.clearance.counting import markets_of

        horizon, markets = setting.question.horizon, tuple(markets_of(setting))
        key = (id(setting.case), horizon, markets, setting.purchases)
        if key not in self._boards:
            if len(self._boards) == self._held_boards:
                del self._boards[next(iter(self._boards))]
            layout = self.layout(horizon, setting.case.policy)
            self._boards[key] = Board(layout, setting, markets)
        return self._boards[key].under(setting)

    def count(self, case: Case, question: Question, days: Sequence[date]) -> Counted:
        """Count a question on several days at once, ascending; answers come from `answer_on`."""
        from clearway.clearance.counting import count_days

        return count_days(self.board(self.setting(case, question)), days)

    def answer_on(self, case: Case, question: Question, counted: Counted) -> Clearance:
        """Return the answer to a question on one of the days that it was counted on."""
        return counted.on(self.setting(case, question))

    def series(self, case: Case, question: Question, product: str, days: Sequence[date]) -> Series:
        """Count one product by market and holder on many days, with the deals of the question."""
        from clearway.clearance.counting import count_series

        setting = self.setting(case, question)
        chosen = next(p for p in question.products if p.name == product)
        return count_series(self.board(setting), chosen, days)

    def family_states(
        self, case: Case, question: Question
    ) -> dict[tuple[str, str], dict[str, int]]:
        """Return, per product and market, the families in force: 1 cleared, 3 exposed."""
        from clearway.clearance.counting import family_states

        return family_states(self.board(self.setting(case, question)), question)

    def families(
        self, case: Case, question: Question, product: str, market: str, holder: str | None = None
    ) -> tuple[ListedFamily, ...]:
        """List the families behind the counts of a product in a market, or of a holder there."""
        from clearway.clearance.listing import list_families

        board = self.board(self.setting(case, question))
        chosen = next(p for p in question.products if p.name == product)
        if not chosen.standards:
            return ()
        return list_families(board, chosen, market, question.as_of, holder)

    def explain_some(
        self,
        case: Case,
        market: str,
        families: Sequence[str],
        holder: str | None = None,
        **question: Any,
    ) -> Explanation:
        """Open some families in a market, or the rights of a holder in them; as `explain` else."""
        setting = self.setting(case, ask(case, markets=[market], **question))
        engine = self._engine("duckdb")
        narrow(engine, families=families)
        return explain_families(setting, engine, market, holder=holder, only=frozenset(families))

    def diff(
        self, case: Case, deals: Sequence[str] = (), bundle: str | None = None, **question: Any
    ) -> Difference:
        """Say what some deals, or a bundle, change."""
        chosen = deals_of(case, deals, bundle)
        before, after = questions_of(case, chosen, **question)
        return compare(
            self.clear(case, before),
            self.clear(case, after),
            self.family_states(case, before),
            self.family_states(case, after),
            chosen,
            bundle,
        )

    def waterfall(self, case: Case, product: str, market: str, **question: Any) -> tuple[Step, ...]:
        """Add the counted deals one at a time for one product and market."""
        whole = ask(case, products=[product], markets=[market], **question)

        def answer(deals: tuple[Deal, ...]) -> MarketResult:
            return self.clear(case, replace(whole, deals=deals)).results[0]

        return waterfall_steps(whole.deals, answer)

    def waterfalls(
        self, case: Case, market: str, products: Sequence[str] = (), **question: Any
    ) -> Waterfall:
        """Add the counted deals one at a time for each product that implements a standard."""
        asked = ask(case, products=products, markets=[market], **question)
        names = [product.name for product in asked.products if product.standards]
        steps = {name: self.waterfall(case, name, market, **question) for name in names}
        return Waterfall(self.header(case, asked).of_answer("waterfall"), market, steps)

    def explain(
        self,
        case: Case,
        market: str,
        *,
        holder: str | None = None,
        family: str | None = None,
        **question: Any,
    ) -> Explanation:
        """Open a market for one holder or one family.

        Raises:
            UsageError: when neither or both are given, or the family or holder is not known.
        """
        if (holder is None) == (family is None):
            raise UsageError("name either a holder (--holder NAME) or a family (--family ID)")
        setting = self.setting(case, ask(case, markets=[market], **question))
        if holder is not None:
            holder = setting.groups.holder(
                setting.companies.find(holder) or holder, setting.question.as_of
            )
            families = self._families_held(setting, holder)
        else:
            families = [family or ""]
        engine = self._engine("duckdb")
        narrow(engine, families=families)
        if not engine.rows("SELECT 1 FROM families INNER JOIN asked_families USING (family_id)"):
            raise UsageError(f"no family {family!r} in the record")
        return explain_families(setting, engine, market.upper(), holder=holder, family=family)

    def _families_held(self, setting: Setting, holder: str) -> list[str]:
        from clearway.clearance.counting import families_held

        families = families_held(self.board(setting), holder, setting.question.as_of)
        if not families:
            raise UsageError(
                f"{holder!r} owns no declared right on {setting.question.as_of}; "
                "the holders are listed by `clearway clear`"
            )
        return families


def narrow(engine: Any, rights: Iterable[str] = (), families: Iterable[str] = ()) -> None:
    """Leave an engine only what bears on some rights, and on the rights of some families.

    Every family that holds one of these rights stays too (a right's first owner may come from
    another of its families). A question about few rights then costs the same in a large record as
    in a small one.
    """
    engine.register(_texts("asked_rights", "right_id", rights))
    engine.register(_texts("asked_families", "family_id", families))
    engine.define(
        "near_rights",
        "SELECT right_id FROM asked_rights UNION SELECT right_id FROM family_rights "
        "WHERE family_id IN (SELECT family_id FROM asked_families)",
    )
    engine.define(
        "near_families",
        f"SELECT family_id FROM family_rights WHERE {_OF_RIGHT} "  # noqa: S608 - our names
        "UNION SELECT family_id FROM asked_families",
    )
    for table, scope in _SCOPES.items():
        engine.define(table, f"SELECT * FROM main.{table} WHERE {scope}")  # noqa: S608 - our names


def _texts(name: str, column: str, values: Iterable[str]) -> Relation:
    return Relation(name, ((column, "TEXT"),), tuple((value,) for value in values))


_OF_RIGHT = "right_id IN (SELECT right_id FROM near_rights)"
_OF_FAMILY = "family_id IN (SELECT family_id FROM near_families)"
_SCOPES = {
    "rights": _OF_RIGHT,
    "family_rights": _OF_RIGHT,
    "status_events": _OF_RIGHT,
    "validations": _OF_RIGHT,
    "pool_patents": _OF_RIGHT,
    "applicants": _OF_RIGHT,
    "terms": _OF_RIGHT,
    "families": _OF_FAMILY,
    "declarations": _OF_FAMILY,
    "transfers": f"{_OF_RIGHT} OR {_OF_FAMILY}",
}
"""What the rules read of each table for some rights."""


def clear(
    case: Case,
    record: Record,
    *,
    engine: str | None = None,
    master: str | None = None,
    **question: Any,
) -> Clearance:
    """Answer the question of a case over a record.

    Args:
        case: from `read_case`.
        record: from `open_record`.
        engine: None for the compiled kernel; `duckdb` or `spark` to run the rules themselves.
        master: of Spark.
        question: company, as_of, known_at, products, markets, with_deals, without_deals,
            essentiality; as the case says where they are not given.

    Returns:
        One row per product and market: counts of declared families, and the share cleared, 0 to 1.

    Raises:
        UsageError: for an unknown product, market or deal.
        CaseError: when the case cannot be read as a question over this record.
    """
    return Desk(record).clear(case, ask(case, **question), engine, master)


def diff(
    case: Case,
    record: Record,
    *,
    deals: Sequence[str] = (),
    bundle: str | None = None,
    **question: Any,
) -> Difference:
    """Say what some deals change: the answer with them less the answer without, all else equal.

    Args:
        case: from `read_case`.
        record: from `open_record`.
        deals: ids of deals or candidates of the case; or
        bundle: of all deals signed together.
        question: as of `clear`.

    Returns:
        One row per product and market: before, after, and the holders and families that change.

    Raises:
        UsageError: for an unknown deal, bundle, product or market, or neither deals nor a bundle.
        CaseError: when the case cannot be read as a question over this record.
    """
    return Desk(record).diff(case, deals, bundle, **question)


def explain(case: Case, record: Record, market: str, **wanted: Any) -> Explanation:
    """Say of every pair of right and standard in one market what clears it, or what fails to.

    Args:
        case: from `read_case`.
        record: from `open_record`.
        market: code of two letters.
        wanted: either `holder`, in any spelling, or `family`, an id of the record; and the
            question as of `clear`.

    Raises:
        UsageError: when neither or both are given, or nothing is known of the one given.
        CaseError: when the case cannot be read as a question over this record.
    """
    return Desk(record).explain(case, market, **wanted)


def waterfall(
    case: Case, record: Record, product: str, market: str, **question: Any
) -> tuple[Step, ...]:
    """Add the counted deals one at a time, by day of effect, starting from own rights.

    Args:
        case: from `read_case`.
        record: from `open_record`.
        product: one of the case's.
        market: code of two letters.
        question: as of `clear`.

    Returns:
        One step per deal, with the families cleared and exposed after it.

    Raises:
        UsageError: for an unknown product, market or deal.
        CaseError: when the case cannot be read as a question over this record.
    """
    return Desk(record).waterfall(case, product, market, **question)
