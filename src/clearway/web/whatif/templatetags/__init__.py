"""Template tags of variants."""
