-- Median and number of each figure among peers of one level and year.
SELECT peers, year, level, name, median(value) AS median, count(*) AS reports
FROM figures
GROUP BY peers, year, level, name
HAVING count(*) >= 4
