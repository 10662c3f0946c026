"""Template tags of downloads."""
