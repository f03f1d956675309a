-- Where the 8-grams stand that five bodies or more have, of those in reports that partners were found for; the bodies of
-- a gram in groups of eight to fifteen, in order.
SELECT gram, doc, body, year,
    CAST(floor(
        (dense_rank() OVER (PARTITION BY gram ORDER BY body) - 1) * greatest(floor(bodies / 8), 1) / bodies
    ) AS BIGINT) AS eight
FROM (
    SELECT g.gram, b.doc, b.body, b.year, common.bodies
    FROM (SELECT doc, explode(grams) AS gram FROM prints) g
    JOIN bodies b ON b.doc = g.doc AND b.version = 1
    JOIN (
        SELECT gram, count(*) AS bodies FROM (
            SELECT DISTINCT p.gram, b.body
            FROM (SELECT doc, explode(grams) AS gram FROM prints) p
            JOIN bodies b ON b.doc = p.doc AND b.version = 1
            JOIN (
                SELECT DISTINCT o.gram
                FROM (SELECT doc, explode(grams) AS gram FROM prints) o
                JOIN partners k ON k.doc = o.doc
            ) asked ON asked.gram = p.gram
        ) held
        GROUP BY gram
        HAVING count(*) >= 5
    ) common ON common.gram = g.gram
) placed
