-- Reports that count, of a body under its name before or after, by the id of the other: what another year is compared with.
-- A body that had a report of its own the year before was there already: another was merged into it (parts.sql).
SELECT agency_id, year, min(doc) AS doc FROM (
    SELECT h.agency_id, c.year, c.doc
    FROM heirs h
    JOIN chosen c ON c.agency_id = h.before_id AND (h.year IS NULL OR c.year = h.year - 1)
    WHERE h.how = 'renamed'
    UNION ALL
    SELECT h.before_id AS agency_id, c.year, c.doc
    FROM heirs h
    JOIN chosen c ON c.agency_id = h.agency_id AND (h.year IS NULL OR c.year = h.year)
    LEFT JOIN chosen own ON own.agency_id = h.agency_id AND own.year = c.year - 1
    WHERE h.how = 'renamed' AND own.doc IS NULL
) other
GROUP BY agency_id, year
