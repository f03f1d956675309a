-- Clauses that at least five bodies have word for word (similarity/origin.py COMMON): nobody's.
SELECT hash FROM (
    SELECT DISTINCT p.hash, b.body
    FROM (SELECT doc, explode(hashes) AS hash FROM prints) p
    JOIN bodies b ON b.doc = p.doc
) held
GROUP BY hash
HAVING count(*) >= 5
