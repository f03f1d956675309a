-- The report of an agency and year that others are compared with.
SELECT doc, agency_id, year FROM versions WHERE version = 1
