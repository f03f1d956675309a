-- For reports that count: the one report of the same agency and year in the earlier results, if its bytes were others.
SELECT s.doc, e.report_id, CAST(e.sha256 = s.sha256 AS INT) AS same
FROM chosen c
JOIN slips s ON s.doc = c.doc
JOIN (
    SELECT agency, year, min(report_id) AS report_id, min(sha256) AS sha256
    FROM earlier_reports
    GROUP BY agency, year
    HAVING count(*) = 1
) e ON e.agency = s.agency AND e.year = s.year
