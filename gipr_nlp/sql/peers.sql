-- A report among its peers: the applications received, which all have, and every figure that is far from the median.
SELECT f.doc, p.way || '/' || f.name AS name, p.median, p.deviation, CAST(p.reports AS DOUBLE) AS reports
FROM figures f
JOIN spreads p ON p.year = f.year AND p.level = f.level AND p.name = f.name
    AND p.peers = CASE WHEN p.way = 'kind' THEN f.kind ELSE f.sector END
WHERE p.reports >= 4
    AND (f.name = 'applications.new_received.total' OR f.value > 2 * p.median OR abs(f.value - p.median) > 2 * p.deviation)
UNION ALL
SELECT z.doc, 'sector/all_zero' AS name, CAST(g.zeros AS DOUBLE) / g.reports AS median, CAST(0 AS DOUBLE) AS deviation,
    CAST(g.reports AS DOUBLE) AS reports
FROM zeros z
JOIN (
    SELECT year, level, sector, sum(zero) AS zeros, count(*) AS reports FROM zeros WHERE sector <> '' GROUP BY year, level, sector
) g ON g.year = z.year AND g.level = z.level AND g.sector = z.sector
WHERE z.zero = 1 AND g.reports >= 4
