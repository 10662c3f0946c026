"""What is still owed: royalty methods, published determinations, the unlicensed burden."""

from __future__ import annotations
