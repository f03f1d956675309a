-- For every report of a government: the bodies whose figures go into it, with their reports of this year and the last.
SELECT v.doc, a.agency_id, a.entry, c.doc AS unit, b.doc AS unit_before
FROM versions v
JOIN slips g ON g.doc = v.doc AND g.kind = 'government'
JOIN agencies a ON a.parent = v.agency_id
    AND v.year BETWEEN coalesce(a.valid_from, 0) AND coalesce(a.valid_to, 9999)
LEFT JOIN chosen c ON c.agency_id = a.agency_id AND c.year = v.year
LEFT JOIN chosen b ON b.agency_id = a.agency_id AND b.year = v.year - 1
