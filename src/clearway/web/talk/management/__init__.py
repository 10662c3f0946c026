"""Commands of discussions."""
