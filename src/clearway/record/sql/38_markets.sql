-- grain: one country x year x measure; the more specific source (lower rank) is kept
SELECT country, year, measure, value, source
FROM part_markets
QUALIFY row_number() OVER (PARTITION BY country, year, measure ORDER BY rank, source, n) = 1
ORDER BY ALL
