-- The figures that are compared with those of peers (rules/u_peers.py WATCHED), of reports that count; peers: the sector of
-- departments, the kind of others.
SELECT c.doc, s.year, s.level, CASE WHEN s.kind = 'department' THEN s.sector ELSE s.kind END AS peers,
    c."table" || '.' || c."row" || '.' || c."column" AS name, c.value
FROM cells c
JOIN chosen h ON h.doc = c.doc
JOIN slips s ON s.doc = c.doc
WHERE c.value IS NOT NULL AND c.doubt IS NULL AND s.level <> ''
    AND s.kind <> 'other' AND (s.kind <> 'department' OR s.sector <> '')
    AND (
        (c."column" = 'total' AND c."row" IN ('new_received', 'reconsideration'))
        OR (c."row" = 'normative_documents' AND c."column" IN ('issued', 'in_force'))
        OR (c."row" IN ('licensing', 'penalties', 'compulsion') AND c."column" = 'decisions')
        OR (c."row" = 'fees' AND c."column" = 'amount' AND coalesce(c.unit, '万元') = '万元')
    )
