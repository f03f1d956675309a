-- For every report: the reports of last and next year that count; of a body that was renamed, those under its other name.
-- Next year's is not compared where other bodies were merged into this one by then, or it came from one split up.
SELECT v.doc, coalesce(before.doc, old.doc) AS previous,
    CASE WHEN joined.agency_id IS NULL THEN coalesce(after.doc, new.doc) END AS following,
    CAST(before.doc IS NULL AND old.doc IS NOT NULL AS INT) AS renamed
FROM versions v
LEFT JOIN chosen before ON before.agency_id = v.agency_id AND before.year = v.year - 1
LEFT JOIN chosen after ON after.agency_id = v.agency_id AND after.year = v.year + 1
LEFT JOIN renamed old ON old.agency_id = v.agency_id AND old.year = v.year - 1
LEFT JOIN renamed new ON new.agency_id = v.agency_id AND new.year = v.year + 1
LEFT JOIN (
    SELECT DISTINCT agency_id, year FROM heirs WHERE year IS NOT NULL
) joined ON joined.agency_id = v.agency_id AND joined.year = v.year + 1
