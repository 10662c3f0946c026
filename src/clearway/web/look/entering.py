"""Who may look into the record: whoever is signed in; anybody where a case is open to all.

See decision 0024. What is the operator's alone (names of files, rows set aside) is for those who
are signed in.
"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING

from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse

from clearway.web.cases.models import Case

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from clearway.web.pages.views import HtmxRequest


def may_look(request: HttpRequest) -> bool:
    """Say whether a visitor may look into the record."""
    return bool(request.user.is_authenticated) or Case.objects.filter(is_open=True).exists()


def looks_in(
    view: Callable[[HtmxRequest], HttpResponse],
) -> Callable[[HtmxRequest], HttpResponse]:
    """Let in those who may look into the record, and send the others to sign in."""

    @wraps(view)
    def guarded(request: HtmxRequest) -> HttpResponse:
        if may_look(request):
            return view(request)
        if request.htmx:  # what is swapped into a page is no place to sign in
            return HttpResponse(status=204)
        return redirect_to_login(request.get_full_path())

    return guarded
