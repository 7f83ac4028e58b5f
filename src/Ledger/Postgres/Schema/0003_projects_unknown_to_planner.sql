-- Statistics say which projects there were when they were gathered. Of a project that came later the planner believes that it has hardly a row, and joins its items with all its texts
-- one by one: seconds an item, until statistics are gathered again, which in a large table never happens for a small project. Without statistics of this column every project counts as a
-- part of the table, and rows are looked up by their whole keys.
ALTER TABLE items ALTER COLUMN project SET STATISTICS 0;
ALTER TABLE item_contents ALTER COLUMN project SET STATISTICS 0;
ALTER TABLE leases ALTER COLUMN project SET STATISTICS 0;
ALTER TABLE lease_ends ALTER COLUMN project SET STATISTICS 0;
ALTER TABLE exposures ALTER COLUMN project SET STATISTICS 0;
ALTER TABLE skips ALTER COLUMN project SET STATISTICS 0;
ALTER TABLE labels ALTER COLUMN project SET STATISTICS 0;
ALTER TABLE live_answers ALTER COLUMN project SET STATISTICS 0;
ALTER TABLE refused_labels ALTER COLUMN project SET STATISTICS 0;
ALTER TABLE model_versions ALTER COLUMN project SET STATISTICS 0;
ALTER TABLE artefacts ALTER COLUMN project SET STATISTICS 0;
ALTER TABLE stage_events ALTER COLUMN project SET STATISTICS 0;
ALTER TABLE encoders ALTER COLUMN project SET STATISTICS 0;
ALTER TABLE pool_lsas ALTER COLUMN project SET STATISTICS 0;
ALTER TABLE vector_chunks ALTER COLUMN encoder SET STATISTICS 0;
