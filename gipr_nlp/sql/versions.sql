-- Reports of one agency and year, the one that counts first: no draft by its name, the latest published, else the latest
-- signed.
SELECT s.doc, k.agency_id, s.year,
    row_number() OVER (
        PARTITION BY k.agency_id, s.year
        ORDER BY CASE WHEN s.path LIKE '%草稿%' OR s.path LIKE '%初稿%' OR s.path LIKE '%征求意见稿%'
                OR s.path LIKE '%送审稿%' OR s.path LIKE '%修改稿%' THEN 1 ELSE 0 END,
            coalesce(s.published, s.signed, CAST('0001-01-01' AS DATE)) DESC,
            coalesce(s.signed, CAST('0001-01-01' AS DATE)) DESC, s.path, s.doc
    ) AS version,
    count(*) OVER (PARTITION BY k.agency_id, s.year) AS versions
FROM slips s
JOIN links k ON k.agency = s.agency AND k.kind = s.kind AND k.region = s.region AND k.folder = s.folder
    AND s.year BETWEEN k.first_year AND k.last_year
WHERE s.year IS NOT NULL AND k.agency_id IS NOT NULL
