-- For reports of bodies that were merged or came from one split up: last year's reports of those before, where there are.
-- A body that takes another's place and had a report of its own last year was there before: the two were merged.
SELECT v.doc, CASE WHEN h.how = 'renamed' THEN 'merged' ELSE h.how END AS how,
    CASE WHEN h.how = 'renamed' THEN 2 ELSE h.parts END AS parts, h.before_id, c.doc AS before_doc
FROM versions v
JOIN heirs h ON h.agency_id = v.agency_id
LEFT JOIN chosen own ON own.agency_id = v.agency_id AND own.year = v.year - 1
LEFT JOIN chosen c ON c.agency_id = h.before_id AND c.year = v.year - 1
WHERE (h.how <> 'renamed' AND (h.year = v.year OR (h.year IS NULL AND own.doc IS NULL)))
    OR (h.how = 'renamed' AND h.year = v.year AND own.doc IS NOT NULL)
