-- Runs of text of at least 200 characters that five bodies or more have in one year, and the reports that have them.
SELECT p.doc, p.block, b.body, b.year
FROM (SELECT doc, explode(blocks) AS block FROM prints) p
JOIN bodies b ON b.doc = p.doc AND b.version = 1
JOIN (
    SELECT block, year FROM (
        SELECT DISTINCT p.block, b.year, b.body
        FROM (SELECT doc, explode(blocks) AS block FROM prints) p
        JOIN bodies b ON b.doc = p.doc AND b.version = 1
    ) held
    GROUP BY block, year
    HAVING count(*) >= 5
) shared ON shared.block = p.block AND shared.year = b.year
