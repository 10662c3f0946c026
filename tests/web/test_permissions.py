"""Who may do what: every address of the site, every role."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import URLPattern
from django.utils import timezone

from clearway.web import urls
from clearway.web.accounts.models import Team, User
from clearway.web.cases.models import Case, Level, Link, Role
from web.permissions import ADDRESSES, POSTS, ROLES, TABLE, made_for
from web.permissions.answers import GONE, NO, SIGN_IN, YES

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client


pytestmark = pytest.mark.database


def test_every_address_of_ours_is_in_the_table() -> None:
    """A new view without a line in the table of permissions fails here."""
    named = {p.name for p in urls.urlpatterns if isinstance(p, URLPattern) and p.name}
    assert named == TABLE.keys()


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", TABLE)
def test_each_role_gets_what_the_table_says(
    name: str, role: str, case: Case, client_of: Callable[[str], Client]
) -> None:
    """A case is there for those with a role in it; for others it does not exist."""
    client, address = client_of(role), ADDRESSES[name].format(**made_for(case))
    answer = client.post(address, POSTS[name]) if name in POSTS else client.get(address)
    assert answer.status_code == TABLE[name][ROLES.index(role)]
    if answer.status_code == GONE:
        assert case.title not in answer.content.decode()


def test_the_list_and_its_search_hold_only_what_one_may_read(
    case: Case, client_of: Callable[[str], Client]
) -> None:
    """A stranger finds no title, not even by searching for it."""
    for role, is_there in (("stranger", False), ("nobody", False), ("viewer", True)):
        page = client_of(role).get("/cases/", {"q": "phone"}).content.decode()
        assert (case.title in page) is is_there


def test_a_role_of_a_team_is_its_members(case: Case, client_of: Callable[[str], Client]) -> None:
    """Whoever is in a team has the team's role, and loses it with the membership."""
    team = Team.objects.create(name="IP")
    Role.objects.create(case=case, team=team, level=Level.EDITOR)
    stranger = User.objects.get(username="stranger")
    assert client_of("stranger").get(f"/cases/{case.pk}/edit/").status_code == GONE
    team.members.add(stranger)
    assert client_of("stranger").get(f"/cases/{case.pk}/edit/").status_code == YES
    team.members.remove(stranger)
    assert client_of("stranger").get(f"/cases/{case.pk}/edit/").status_code == GONE


def test_a_link_lets_read_until_it_expires_or_is_taken_away(
    case: Case, client_of: Callable[[str], Client]
) -> None:
    """A shared link opens the case to nobody in particular, to read and no more, for its time."""
    owner = User.objects.get(username="owner")
    link, secret = Link.issue(case, owner, days=1)
    guest = client_of("nobody")
    assert guest.get(f"/link/{secret}/", follow=True).status_code == YES
    assert guest.get(f"/cases/{case.pk}/case.toml").status_code == YES
    assert guest.get(f"/cases/{case.pk}/edit/").status_code == SIGN_IN
    assert client_of("nobody").get(f"/cases/{case.pk}/").status_code == GONE
    Link.objects.filter(pk=link.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert guest.get(f"/cases/{case.pk}/").status_code == GONE
    assert secret not in str(list(Link.objects.values()))


def test_an_open_case_is_read_by_all_and_changed_by_its_editors_only(
    case: Case, client_of: Callable[[str], Client]
) -> None:
    """The demo is there for everybody; opening it gives no right to change it."""
    Case.objects.update(is_open=True)
    assert client_of("nobody").get(f"/cases/{case.pk}/").status_code == YES
    assert client_of("stranger").get(f"/cases/{case.pk}/edit/").status_code == NO


def test_a_change_needs_the_token_of_the_form(case: Case) -> None:
    """A form sent from another site changes nothing."""
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.get(username="owner"))
    assert client.post(f"/cases/{case.pk}/share/", {"action": "link", "days": 3}).status_code == NO
    assert not Link.objects.exists()
