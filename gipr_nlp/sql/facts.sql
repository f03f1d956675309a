-- What the corpus knows about each report, one line a fact; read by corpus/facts.py.
SELECT n.place, n.doc, 'own' AS kind, n.report_id AS name, s.slip AS text,
    CAST(NULL AS DOUBLE) AS a, CAST(NULL AS DOUBLE) AS b, CAST(NULL AS DOUBLE) AS c,
    CAST(NULL AS DOUBLE) AS d, CAST(NULL AS DOUBLE) AS e, CAST(NULL AS DOUBLE) AS f, CAST(NULL AS BIGINT) AS other
FROM names n JOIN slips s ON s.doc = n.doc
UNION ALL
-- link: how the body was found, and its entry
SELECT n.place, n.doc, 'link', k.how, a.entry, NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM names n
JOIN slips s ON s.doc = n.doc
JOIN links k ON k.agency = s.agency AND k.kind = s.kind AND k.region = s.region AND k.folder = s.folder
    AND coalesce(s.year, 0) BETWEEN k.first_year AND k.last_year
LEFT JOIN agencies a ON a.agency_id = k.agency_id
UNION ALL
-- span: a, b = reports of its year and of the year before in the corpus; c = the body's first year
SELECT n.place, n.doc, 'span', NULL, NULL, CAST(y.reports AS DOUBLE), CAST(coalesce(l.reports, 0) AS DOUBLE),
    CAST(b.first_year AS DOUBLE), NULL, NULL, NULL, NULL
FROM names n
JOIN bodies b ON b.doc = n.doc
JOIN (SELECT year, count(*) AS reports FROM chosen GROUP BY year) y ON y.year = b.year
LEFT JOIN (SELECT year, count(*) AS reports FROM chosen GROUP BY year) l ON l.year = b.year - 1
UNION ALL
-- part: last year's report of a body that was merged into this one or split up; a = how many were merged
SELECT n.place, n.doc, 'part', q.how, s.slip, CAST(q.parts AS DOUBLE), NULL, NULL, NULL, NULL, NULL, q.before_doc
FROM parts q
JOIN names n ON n.doc = q.doc
LEFT JOIN slips s ON s.doc = q.before_doc
UNION ALL
-- stock: a = documents in force by the report of the year before last
SELECT n.place, n.doc, 'stock', c."row", NULL, c.value, NULL, NULL, NULL, NULL, NULL, NULL
FROM neighbours b
JOIN neighbours e ON e.doc = b.previous
JOIN cells c ON c.doc = e.previous AND c."column" = 'in_force' AND c.value IS NOT NULL AND c.doubt IS NULL
JOIN names n ON n.doc = b.doc
UNION ALL
-- peer: a = median, b = median absolute deviation, c = number of peers
SELECT n.place, n.doc, 'peer', p.name, NULL, p.median, p.deviation, p.reports, NULL, NULL, NULL, NULL
FROM peers p JOIN names n ON n.doc = p.doc
UNION ALL
-- earlier: what differs from the results of an earlier run
SELECT n.place, n.doc, 'earlier', x.what, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM altered x JOIN names n ON n.doc = x.doc
UNION ALL
-- previous, following: a = 1 where the body bore another name
SELECT n.place, n.doc, 'previous', m.report_id, s.slip, CAST(b.renamed AS DOUBLE), NULL, NULL, NULL, NULL, NULL, b.previous
FROM neighbours b
JOIN names n ON n.doc = b.doc
JOIN names m ON m.doc = b.previous
JOIN slips s ON s.doc = b.previous
UNION ALL
SELECT n.place, n.doc, 'following', m.report_id, s.slip, NULL, NULL, NULL, NULL, NULL, NULL, b.following
FROM neighbours b
JOIN names n ON n.doc = b.doc
JOIN names m ON m.doc = b.following
JOIN slips s ON s.doc = b.following
UNION ALL
-- version: text = its slip; a = its number, the one that counts being 1; c = same words; e = the number of this one
SELECT n.place, n.doc, 'version', s.path, s.slip, CAST(w.version AS DOUBLE), NULL,
    CAST(CAST(o.text_hash = s.text_hash AS INT) AS DOUBLE), NULL, CAST(v.version AS DOUBLE), NULL, w.doc
FROM versions v
JOIN versions w ON w.agency_id = v.agency_id AND w.year = v.year AND w.doc <> v.doc
JOIN names n ON n.doc = v.doc
JOIN slips o ON o.doc = v.doc
JOIN slips s ON s.doc = w.doc
UNION ALL
-- unit: a body whose figures go into this report; its own report of this year (none: not handed in) and of the last
SELECT n.place, n.doc, 'unit', u.agency_id, u.entry, NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM units u JOIN names n ON n.doc = u.doc
UNION ALL
SELECT n.place, n.doc, 'unit report', u.agency_id, s.slip, NULL, NULL, NULL, NULL, NULL, NULL, u.unit
FROM units u JOIN names n ON n.doc = u.doc JOIN slips s ON s.doc = u.unit
UNION ALL
SELECT n.place, n.doc, 'unit before', u.agency_id, s.slip, NULL, NULL, NULL, NULL, NULL, NULL, u.unit_before
FROM units u JOIN names n ON n.doc = u.doc JOIN slips s ON s.doc = u.unit_before
UNION ALL
-- text: the sheets of a report, of last year's, and of those that may share its text; a, b = first and last year of the body
SELECT n.place, n.doc, 'text', n.report_id, p.sheet, CAST(b.first_year AS DOUBLE), CAST(b.last_year AS DOUBLE), NULL, NULL,
    NULL, NULL, n.doc
FROM names n JOIN prints p ON p.doc = n.doc LEFT JOIN bodies b ON b.doc = n.doc
UNION ALL
SELECT n.place, n.doc, 'text before', m.report_id, p.sheet, CAST(b.first_year AS DOUBLE), CAST(b.last_year AS DOUBLE), NULL,
    NULL, NULL, NULL, k.previous
FROM neighbours k
JOIN names n ON n.doc = k.doc
JOIN names m ON m.doc = k.previous
JOIN prints p ON p.doc = k.previous
JOIN bodies b ON b.doc = k.previous
UNION ALL
-- c = shared 8-grams
SELECT n.place, n.doc, 'text of another', m.report_id, p.sheet, CAST(b.first_year AS DOUBLE), CAST(b.last_year AS DOUBLE),
    CAST(k.shared AS DOUBLE), NULL, NULL, NULL, k.partner
FROM partners k
JOIN names n ON n.doc = k.doc
JOIN names m ON m.doc = k.partner
JOIN prints p ON p.doc = k.partner
JOIN bodies b ON b.doc = k.partner
UNION ALL
-- those that tell a template from a copy
SELECT n.place, n.doc, 'text of a mate', m.report_id, p.sheet, CAST(b.first_year AS DOUBLE), CAST(b.last_year AS DOUBLE),
    CAST(k.shared AS DOUBLE), NULL, NULL, NULL, k.mate
FROM mates k
JOIN names n ON n.doc = k.doc
JOIN names m ON m.doc = k.mate
JOIN prints p ON p.doc = k.mate
JOIN bodies b ON b.doc = k.mate
UNION ALL
-- other = hash of a clause that is everyone's
SELECT n.place, n.doc, 'common', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, h.hash
FROM (SELECT doc, explode(hashes) AS hash FROM prints) h
JOIN everyones e ON e.hash = h.hash
JOIN names n ON n.doc = h.doc
UNION ALL
-- other = a block of text that it shares with many
SELECT n.place, n.doc, 'template', CAST(t.template AS STRING), NULL, NULL, NULL, NULL, NULL, NULL, NULL, t.block
FROM templates t JOIN names n ON n.doc = t.doc
