-- grain: product x market x holder; the rows may add up to more than the total
SELECT
    product,
    market,
    holder,
    CAST(count(*) AS BIGINT) AS families,
    CAST(sum(1 - exposed) AS BIGINT) AS cleared,
    CAST(sum(exposed) AS BIGINT) AS exposed
FROM holder_families
GROUP BY product, market, holder
