"""Pages of what a clearance means: plan, burden, arsenals, suits, ranking, unknowns, counts."""
