"""The engines that run the rules over a record; each module holds one, with the same methods."""
