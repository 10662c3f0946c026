"""Who may see people and teams: a team is there for its members alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clearway.web.accounts.models import Team, User
from web.permissions.answers import GONE, NO, SIGN_IN, YES

if TYPE_CHECKING:
    from clearway.web.cases.models import Case

TABLE = {
    "me": (SIGN_IN, YES, YES, YES, YES),
    "team": (SIGN_IN, GONE, YES, GONE, YES),
    "invite": (SIGN_IN, NO, NO, NO, NO),
}
ADDRESSES = {"me": "/me/", "team": "/teams/{team}/", "invite": "/people/invite/"}


def make(case: Case) -> dict[str, int]:
    """Make a team that the owner leads and the viewer is in."""
    team = Team.objects.create(name="counsel")
    team.members.set(User.objects.filter(username__in=("owner", "viewer")))
    team.leads.add(User.objects.get(username="owner"))
    return {"team": team.pk}
