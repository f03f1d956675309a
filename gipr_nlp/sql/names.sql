-- The final name of every report: agency and year; versions are numbered by date, then by path.
SELECT doc, place,
    CASE WHEN version = 1 THEN id ELSE id || '-v' || CAST(version AS STRING) END AS report_id
FROM (
    SELECT s.doc, p.place, s.id,
        row_number() OVER (
            PARTITION BY s.id
            ORDER BY coalesce(s.published, CAST('9999-12-31' AS DATE)),
                coalesce(s.signed, CAST('9999-12-31' AS DATE)), p.place
        ) AS version
    FROM slips s JOIN places p ON p.doc = s.doc
) numbered
