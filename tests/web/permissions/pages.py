"""Who may see the pages of answers."""

from __future__ import annotations

from web.permissions.answers import GONE, YES

TABLE = {
    "case": (GONE, GONE, YES, YES, YES),
    "chart": (GONE, GONE, YES, YES, YES),
    "remaining": (GONE, GONE, YES, YES, YES),
    "steps": (GONE, GONE, YES, YES, YES),
    "outlines": (GONE, GONE, GONE, GONE, GONE),
    "home": (302, 302, 302, 302, 302),
    "health": (YES, YES, YES, YES, YES),
    "charts-script": (GONE, GONE, GONE, GONE, GONE),
}
ADDRESSES = {
    "case": "/cases/{pk}/", "chart": "/cases/{pk}/charts/time.json", "home": "/",
    "remaining": "/cases/{pk}/remaining/", "steps": "/cases/{pk}/steps/",
    "outlines": "/assets/outlines.0.svg",
    "health": "/health/", "charts-script": "/assets/charts.0.js",
}  # fmt: skip
