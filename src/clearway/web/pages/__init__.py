"""The pages of the site: cases and their answers."""
