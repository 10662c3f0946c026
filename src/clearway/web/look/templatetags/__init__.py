"""Template tags of looking closely."""
