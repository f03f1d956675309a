-- What differs from the earlier results: figures read for certain both times, or whole clauses; nothing else counts.
SELECT e.doc,
    CASE WHEN e.same = 1 THEN 'same' WHEN f.cells > 0 THEN 'cells' WHEN t.clauses > 0 THEN 'text' ELSE 'same' END AS what
FROM earlier e
LEFT JOIN (
    SELECT e.doc, count(*) AS cells
    FROM earlier e
    JOIN cells n ON n.doc = e.doc
    JOIN earlier_cells o ON o.report_id = e.report_id AND o."table" = n."table" AND o."row" = n."row"
        AND o."column" = n."column"
    WHERE e.same = 0 AND n.doubt IS NULL AND o.doubt IS NULL AND n.state <> o.state
        OR e.same = 0 AND n.doubt IS NULL AND o.doubt IS NULL AND n.value <> o.value
    GROUP BY e.doc
) f ON f.doc = e.doc
LEFT JOIN (
    SELECT e.doc, count(*) AS clauses
    FROM earlier e
    JOIN clauses n ON n.doc = e.doc
    LEFT JOIN earlier_clauses o ON o.report_id = e.report_id AND o.text = n.text
    WHERE e.same = 0 AND o.report_id IS NULL
    GROUP BY e.doc
) t ON t.doc = e.doc
