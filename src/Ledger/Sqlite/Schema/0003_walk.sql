-- The control arm's walk is read in its order, for estimates: from its beginning to a little beyond the first open item.
CREATE INDEX items_by_walk ON items (project, walk_rank) WHERE split = 0;
