"""Cases as kept by the site: their text, its history, and who may read and change it."""
