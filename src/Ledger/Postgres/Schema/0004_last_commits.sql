-- The last batch that each writer committed, one row a connection. A transaction's own number can't tell afterwards whether it was committed: after a crash the server gives the numbers
-- of transactions that left nothing in its log to others.
CREATE TABLE last_commits (
  writer uuid PRIMARY KEY,
  batch bigint NOT NULL,
  at timestamptz NOT NULL
);
