"""Reading an article on the site: its words, what they seem to say, and a person who decides."""
