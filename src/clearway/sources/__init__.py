"""The readers of public records, one module or folder each; the only place that parses."""
