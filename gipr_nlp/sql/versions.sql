-- Reports of one agency and year, the one that counts first: the latest published, else the latest signed.
SELECT s.doc, k.agency_id, s.year,
    row_number() OVER (
        PARTITION BY k.agency_id, s.year
        ORDER BY coalesce(s.published, s.signed, CAST('0001-01-01' AS DATE)) DESC,
            coalesce(s.signed, CAST('0001-01-01' AS DATE)) DESC, s.path, s.doc
    ) AS version,
    count(*) OVER (PARTITION BY k.agency_id, s.year) AS versions
FROM slips s
JOIN links k ON k.agency = s.agency AND k.kind = s.kind AND k.region = s.region AND k.folder = s.folder
    AND s.year BETWEEN k.first_year AND k.last_year
WHERE s.year IS NOT NULL AND k.agency_id IS NOT NULL
