-- Where the 8-grams stand that two to four bodies have: traces of a text that went from one to another.
SELECT g.gram, b.doc, b.body, b.year
FROM (SELECT doc, explode(grams) AS gram FROM prints) g
JOIN bodies b ON b.doc = g.doc AND b.version = 1
JOIN (
    SELECT gram FROM (
        SELECT DISTINCT p.gram, b.body
        FROM (SELECT doc, explode(grams) AS gram FROM prints) p
        JOIN bodies b ON b.doc = p.doc AND b.version = 1
    ) held
    GROUP BY gram
    HAVING count(*) BETWEEN 2 AND 4
) rare ON rare.gram = g.gram
