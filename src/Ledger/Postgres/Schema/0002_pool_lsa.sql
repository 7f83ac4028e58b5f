-- LSA of the texts that a project's encoder can't read. Fitted again as they grow in number; only the newest is kept.
CREATE TABLE pool_lsas (
  project integer NOT NULL REFERENCES projects (key),
  number integer NOT NULL CHECK (number > 0),
  encoder_version text COLLATE "C" NOT NULL,
  texts integer NOT NULL,
  length integer NOT NULL,
  brotli bytea NOT NULL,
  PRIMARY KEY (project, number)
);

ALTER TABLE pool_lsas ALTER COLUMN brotli SET STORAGE EXTERNAL;
