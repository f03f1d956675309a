-- Median and number of each figure among bodies of one level and year: of one kind, and of one sector.
SELECT way, peers, year, level, name, median(value) AS median, count(*) AS reports FROM (
    SELECT 'kind' AS way, kind AS peers, year, level, name, value FROM figures
    UNION ALL
    SELECT 'sector' AS way, sector AS peers, year, level, name, value FROM figures WHERE sector <> ''
) grouped
GROUP BY way, peers, year, level, name
