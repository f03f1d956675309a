-- Median absolute deviation of each figure among its peers.
SELECT m.way, m.peers, m.year, m.level, m.name, m.median, m.reports, median(abs(f.value - m.median)) AS deviation
FROM medians m
JOIN figures f ON f.year = m.year AND f.level = m.level AND f.name = m.name
    AND CASE WHEN m.way = 'kind' THEN f.kind ELSE f.sector END = m.peers
GROUP BY m.way, m.peers, m.year, m.level, m.name, m.median, m.reports
