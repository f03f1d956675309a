-- The figures that are compared with those of peers, of reports that count (rules/u_peers.py WATCHED).
SELECT c.doc, s.year, s.level, s.kind, s.sector, c."table" || '.' || c."row" || '.' || c."column" AS name, c.value
FROM cells c
JOIN chosen h ON h.doc = c.doc
JOIN slips s ON s.doc = c.doc
WHERE c.value IS NOT NULL AND c.doubt IS NULL AND s.level <> '' AND s.kind <> 'other'
    AND (
        (c."column" = 'total' AND c."row" IN ('new_received', 'reconsideration'))
        OR (c."row" = 'normative_documents' AND c."column" IN ('issued', 'in_force'))
        OR (c."row" IN ('licensing', 'penalties', 'compulsion') AND c."column" = 'decisions')
        OR (c."row" = 'fees' AND c."column" = 'amount' AND coalesce(c.unit, '万元') = '万元')
    )
