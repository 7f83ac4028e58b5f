-- LSA of the texts that a project's encoder can't read. Fitted again as they grow in number; only the newest is kept.
CREATE TABLE pool_lsas (
  project INTEGER NOT NULL REFERENCES projects (key),
  number INTEGER NOT NULL CHECK (number > 0),
  encoder_version TEXT NOT NULL,
  texts INTEGER NOT NULL,
  length INTEGER NOT NULL,
  brotli BLOB NOT NULL,
  PRIMARY KEY (project, number)
) STRICT;
