-- For every report: the reports of last and next year that count.
SELECT v.doc, before.doc AS previous, after.doc AS following
FROM versions v
LEFT JOIN chosen before ON before.agency_id = v.agency_id AND before.year = v.year - 1
LEFT JOIN chosen after ON after.agency_id = v.agency_id AND after.year = v.year + 1
