-- For every report the six other bodies whose report of the same or an earlier year shares most rare 8-grams with it,
-- if it shares a twenty-fifth of its own and at least three. What they really share is told by similarity/origin.py.
SELECT doc, partner, shared FROM (
    SELECT doc, partner, shared, row_number() OVER (PARTITION BY doc ORDER BY shared DESC, partner) AS place
    FROM (
        SELECT a.doc, b.doc AS partner, count(*) AS shared,
            row_number() OVER (
                PARTITION BY a.doc, b.body ORDER BY count(*) DESC, b.year DESC, b.doc
            ) AS best
        FROM rare_grams a
        JOIN rare_grams b ON b.gram = a.gram
        WHERE b.body <> a.body AND b.year <= a.year
        GROUP BY a.doc, b.doc, b.body, b.year
        HAVING count(*) >= 3
    ) counted
    JOIN (SELECT doc AS known, gram_count AS grams FROM prints) own ON own.known = counted.doc
    WHERE best = 1 AND shared * 25 >= grams
) placed
WHERE place <= 6
