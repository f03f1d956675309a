-- For reports of bodies that were merged or came from one split up: last year's reports of those before, where there are.
SELECT v.doc, h.how, h.parts, h.before_id, c.doc AS before_doc
FROM versions v
JOIN heirs h ON h.agency_id = v.agency_id AND h.how <> 'renamed'
LEFT JOIN chosen own ON own.agency_id = v.agency_id AND own.year = v.year - 1
LEFT JOIN chosen c ON c.agency_id = h.before_id AND c.year = v.year - 1
WHERE h.year = v.year OR (h.year IS NULL AND own.doc IS NULL)
