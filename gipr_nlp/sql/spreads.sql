-- Median absolute deviation of each figure among its peers.
SELECT m.peers, m.year, m.level, m.name, m.median, m.reports, median(abs(f.value - m.median)) AS deviation
FROM medians m
JOIN figures f ON f.peers = m.peers AND f.year = m.year AND f.level = m.level AND f.name = m.name
GROUP BY m.peers, m.year, m.level, m.name, m.median, m.reports
