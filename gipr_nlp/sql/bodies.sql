-- Reports by the body that made them: a number for the body, the years in which the corpus has it.
SELECT doc, year, version,
    min(doc) OVER (PARTITION BY agency_id) AS body,
    min(year) OVER (PARTITION BY agency_id) AS first_year,
    max(year) OVER (PARTITION BY agency_id) AS last_year
FROM versions
