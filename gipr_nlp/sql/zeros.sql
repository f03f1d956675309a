-- Whether the applications table of a report that counts is all zero; tables with cells in doubt are left out.
SELECT c.doc, s.year, s.level, CASE WHEN s.kind = 'department' THEN s.sector ELSE s.kind END AS peers,
    CAST(max(c.value) = 0 AS INT) AS zero
FROM cells c
JOIN chosen h ON h.doc = c.doc
JOIN slips s ON s.doc = c.doc
WHERE c."table" = 'applications' AND s.level <> '' AND s.kind <> 'other' AND (s.kind <> 'department' OR s.sector <> '')
GROUP BY c.doc, s.year, s.level, s.kind, s.sector
HAVING max(CAST(c.doubt IS NOT NULL OR c.value IS NULL AS INT)) = 0
