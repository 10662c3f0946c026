"""Charts: pure functions from results to Vega-Lite, and the files and pages they go into."""
