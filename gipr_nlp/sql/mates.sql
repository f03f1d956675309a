-- For every report that partners were found for: six bodies that have most of what at least five bodies say with it, if
-- that is a fifth of its 8-grams. They tell a template that everyone worked over from a text that one took from another.
-- Bodies that have a gram are looked at in small groups, so that the cost grows with their number only.
SELECT doc, mate, shared FROM (
    SELECT doc, mate, shared, row_number() OVER (PARTITION BY doc ORDER BY shared DESC, mate) AS place
    FROM (
        SELECT a.doc, b.doc AS mate, count(*) AS shared,
            row_number() OVER (
                PARTITION BY a.doc, b.body ORDER BY count(*) DESC, b.year DESC, b.doc
            ) AS best
        FROM common_grams a
        JOIN (SELECT DISTINCT doc AS looked_at FROM partners) p ON p.looked_at = a.doc
        JOIN common_grams b ON b.gram = a.gram AND b.eight = a.eight
        WHERE b.body <> a.body
        GROUP BY a.doc, b.doc, b.body, b.year
    ) counted
    JOIN (SELECT doc AS known, gram_count AS grams FROM prints) own ON own.known = counted.doc
    WHERE best = 1 AND shared * 5 >= grams
) placed
WHERE place <= 6
