-- A report among its peers: the applications received, which all have, and every figure that is far from the median.
SELECT f.doc, f.name, p.median, p.deviation, CAST(p.reports AS DOUBLE) AS reports
FROM figures f
JOIN spreads p ON p.peers = f.peers AND p.year = f.year AND p.level = f.level AND p.name = f.name
WHERE f.name = 'applications.new_received.total' OR f.value > 2 * p.median OR abs(f.value - p.median) > 2 * p.deviation
UNION ALL
SELECT z.doc, 'all_zero' AS name, CAST(g.zeros AS DOUBLE) / g.reports AS median, CAST(0 AS DOUBLE) AS deviation,
    CAST(g.reports AS DOUBLE) AS reports
FROM zeros z
JOIN (
    SELECT peers, year, level, sum(zero) AS zeros, count(*) AS reports FROM zeros GROUP BY peers, year, level
) g ON g.peers = z.peers AND g.year = z.year AND g.level = z.level
WHERE z.zero = 1 AND g.reports >= 4
