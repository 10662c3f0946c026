"""Template tags around a case."""
