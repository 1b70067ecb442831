-- How many things a list held that somebody read at once; NULL where it was one thing, or an act.
ALTER TABLE audit ADD COLUMN items BIGINT;
