"""Every reader fed with damaged bytes; `make fuzz` runs it, guided by coverage."""
