-- The ledger's first schema. Times are microseconds since 1970 UTC. Rows carry a project's key and an item's ordinal in place of their ids.

CREATE TABLE projects (
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  control_arm_share REAL NOT NULL CHECK (control_arm_share BETWEEN 0 AND 1),
  strategy TEXT NOT NULL,
  lease_us INTEGER NOT NULL CHECK (lease_us > 0),
  partitions INTEGER NOT NULL CHECK (partitions > 0),
  walk_seed INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE standards (
  project INTEGER NOT NULL REFERENCES projects (key),
  version INTEGER NOT NULL CHECK (version > 0),
  classes INTEGER NOT NULL CHECK (classes >= 2),
  overlap INTEGER NOT NULL CHECK (overlap >= 1),
  json TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (project, version)
) STRICT, WITHOUT ROWID;

-- Changed in the transaction that changes what they count: COUNT(*) over a million items would be too slow to ask often.
CREATE TABLE project_counters (
  project INTEGER PRIMARY KEY REFERENCES projects (key),
  next_ordinal INTEGER NOT NULL DEFAULT 0,
  label_sequence INTEGER NOT NULL DEFAULT 0,
  pool_items INTEGER NOT NULL DEFAULT 0,
  test_items INTEGER NOT NULL DEFAULT 0,
  settled_items INTEGER NOT NULL DEFAULT 0,
  blocked_items INTEGER NOT NULL DEFAULT 0,
  live_labels INTEGER NOT NULL DEFAULT 0,
  CHECK (next_ordinal = pool_items + test_items),
  CHECK (settled_items >= 0 AND blocked_items >= 0 AND settled_items + blocked_items <= pool_items),
  CHECK (live_labels BETWEEN 0 AND label_sequence)
) STRICT;

CREATE TABLE items (
  project INTEGER NOT NULL REFERENCES projects (key),
  ordinal INTEGER NOT NULL CHECK (ordinal >= 0),
  id TEXT NOT NULL,
  split INTEGER NOT NULL CHECK (split IN (0, 1)),
  gold INTEGER CHECK (gold >= 0),
  pool_partition INTEGER NOT NULL CHECK (pool_partition >= 0),
  walk_rank INTEGER NOT NULL,
  content_hash BLOB NOT NULL CHECK (length(content_hash) = 16),
  epoch INTEGER NOT NULL DEFAULT 0 CHECK (epoch >= 0),
  holder TEXT,
  lease_until INTEGER,
  live_labels INTEGER NOT NULL DEFAULT 0,
  overlap INTEGER NOT NULL CHECK (overlap >= 1),
  skips INTEGER NOT NULL DEFAULT 0,
  blocked INTEGER NOT NULL DEFAULT 0 CHECK (blocked IN (0, 1)),
  PRIMARY KEY (project, ordinal),
  UNIQUE (project, id),
  CHECK (live_labels BETWEEN 0 AND overlap),
  CHECK ((holder IS NULL) = (lease_until IS NULL)),
  CHECK (blocked = 0 OR (live_labels < overlap AND holder IS NULL)),
  CHECK (live_labels < overlap OR holder IS NULL),
  CHECK (split = 0 OR (epoch = 0 AND gold IS NOT NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX items_by_partition ON items (project, pool_partition);
CREATE INDEX items_held_out ON items (project) WHERE split = 1;
-- One annotator's leases, and all live ones for the count.
CREATE INDEX items_by_holder ON items (project, holder, lease_until) WHERE lease_until IS NOT NULL;

-- Apart from items, so that a change of a lease never rewrites a long text.
CREATE TABLE item_contents (
  project INTEGER NOT NULL,
  ordinal INTEGER NOT NULL,
  text TEXT NOT NULL,
  attributes TEXT NOT NULL,
  PRIMARY KEY (project, ordinal),
  FOREIGN KEY (project, ordinal) REFERENCES items (project, ordinal)
) STRICT;

CREATE TABLE leases (
  project INTEGER NOT NULL,
  ordinal INTEGER NOT NULL,
  epoch INTEGER NOT NULL CHECK (epoch > 0),
  nonce INTEGER NOT NULL,
  annotator TEXT NOT NULL,
  leased_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  channel INTEGER NOT NULL,
  arm INTEGER NOT NULL,
  strategy TEXT NOT NULL,
  reason INTEGER NOT NULL,
  neighbours INTEGER NOT NULL,
  value REAL,
  model_version INTEGER,
  probabilities BLOB NOT NULL,
  PRIMARY KEY (project, ordinal, epoch),
  FOREIGN KEY (project, ordinal) REFERENCES items (project, ordinal),
  CHECK (expires_at > leased_at)
) STRICT, WITHOUT ROWID;

-- Leases that ended before their time and without an answer or skip.
CREATE TABLE lease_ends (
  project INTEGER NOT NULL,
  ordinal INTEGER NOT NULL,
  epoch INTEGER NOT NULL,
  reason INTEGER NOT NULL,
  ended_at INTEGER NOT NULL,
  PRIMARY KEY (project, ordinal, epoch),
  FOREIGN KEY (project, ordinal, epoch) REFERENCES leases (project, ordinal, epoch)
) STRICT, WITHOUT ROWID;

-- First showing of a hub lease; leases over plain HTTP count as shown.
CREATE TABLE exposures (
  project INTEGER NOT NULL,
  ordinal INTEGER NOT NULL,
  epoch INTEGER NOT NULL,
  shown_at INTEGER NOT NULL,
  PRIMARY KEY (project, ordinal, epoch),
  FOREIGN KEY (project, ordinal, epoch) REFERENCES leases (project, ordinal, epoch)
) STRICT, WITHOUT ROWID;

CREATE TABLE skips (
  project INTEGER NOT NULL,
  ordinal INTEGER NOT NULL,
  annotator TEXT NOT NULL,
  epoch INTEGER NOT NULL,
  reason TEXT NOT NULL CHECK (length(reason) <= 200),
  skipped_at INTEGER NOT NULL,
  PRIMARY KEY (project, ordinal, annotator),
  FOREIGN KEY (project, ordinal, epoch) REFERENCES leases (project, ordinal, epoch)
) STRICT, WITHOUT ROWID;

-- Answers (class set) and undos (class null, supersedes set). Numbered from the project's counter inside the transaction: gapless, in commit order.
CREATE TABLE labels (
  project INTEGER NOT NULL,
  sequence INTEGER NOT NULL CHECK (sequence > 0),
  ordinal INTEGER NOT NULL,
  epoch INTEGER NOT NULL,
  nonce INTEGER NOT NULL,
  annotator TEXT NOT NULL,
  class INTEGER CHECK (class >= 0),
  leased_at INTEGER NOT NULL,
  labelled_at INTEGER NOT NULL,
  lead_time_ms INTEGER NOT NULL,
  standard_version INTEGER NOT NULL,
  arm INTEGER NOT NULL,
  supersedes INTEGER,
  PRIMARY KEY (project, sequence),
  FOREIGN KEY (project, ordinal, epoch) REFERENCES leases (project, ordinal, epoch),
  FOREIGN KEY (project, supersedes) REFERENCES labels (project, sequence),
  CHECK ((class IS NULL) = (supersedes IS NOT NULL)),
  CHECK (supersedes < sequence)
) STRICT, WITHOUT ROWID;

-- One answer and one undo a lease; also finds an item's rows.
CREATE UNIQUE INDEX labels_by_lease ON labels (project, ordinal, epoch, (class IS NULL));
CREATE UNIQUE INDEX labels_by_superseded ON labels (project, supersedes) WHERE supersedes IS NOT NULL;

-- Answers that were not undone: at most one an annotator and item.
CREATE TABLE live_answers (
  project INTEGER NOT NULL,
  ordinal INTEGER NOT NULL,
  annotator TEXT NOT NULL,
  sequence INTEGER NOT NULL,
  labelled_at INTEGER NOT NULL,
  PRIMARY KEY (project, ordinal, annotator),
  FOREIGN KEY (project, sequence) REFERENCES labels (project, sequence)
) STRICT, WITHOUT ROWID;

-- Answers that came too late, and second answers that name another class. A retry of a refused answer adds nothing.
CREATE TABLE refused_labels (
  project INTEGER NOT NULL,
  ordinal INTEGER NOT NULL,
  epoch INTEGER NOT NULL,
  class INTEGER NOT NULL,
  outcome INTEGER NOT NULL,
  lead_time_ms INTEGER NOT NULL,
  standard_version INTEGER NOT NULL,
  refused_at INTEGER NOT NULL,
  PRIMARY KEY (project, ordinal, epoch, class),
  FOREIGN KEY (project, ordinal, epoch) REFERENCES leases (project, ordinal, epoch)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER labels_are_never_changed BEFORE UPDATE ON labels BEGIN SELECT RAISE(ABORT, 'label rows are append-only'); END;
CREATE TRIGGER labels_are_never_deleted BEFORE DELETE ON labels BEGIN SELECT RAISE(ABORT, 'label rows are append-only'); END;
CREATE TRIGGER leases_are_never_changed BEFORE UPDATE ON leases BEGIN SELECT RAISE(ABORT, 'lease rows are append-only'); END;
CREATE TRIGGER leases_are_never_deleted BEFORE DELETE ON leases BEGIN SELECT RAISE(ABORT, 'lease rows are append-only'); END;
CREATE TRIGGER epochs_only_grow BEFORE UPDATE OF epoch ON items WHEN NEW.epoch <= OLD.epoch
BEGIN SELECT RAISE(ABORT, 'an epoch only grows'); END;

CREATE TABLE model_versions (
  project INTEGER NOT NULL REFERENCES projects (key),
  version INTEGER NOT NULL CHECK (version > 0),
  stage INTEGER NOT NULL,
  labels_up_to INTEGER NOT NULL,
  labels INTEGER NOT NULL,
  standard_version INTEGER NOT NULL,
  encoder_version TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  metrics TEXT,
  PRIMARY KEY (project, version)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX one_champion ON model_versions (project) WHERE stage = 2;

CREATE TABLE artefacts (
  project INTEGER NOT NULL,
  version INTEGER NOT NULL,
  length INTEGER NOT NULL,
  brotli BLOB NOT NULL,
  PRIMARY KEY (project, version),
  FOREIGN KEY (project, version) REFERENCES model_versions (project, version)
) STRICT;

CREATE TABLE stage_events (
  key INTEGER PRIMARY KEY,
  project INTEGER NOT NULL,
  version INTEGER NOT NULL,
  from_stage INTEGER NOT NULL,
  to_stage INTEGER NOT NULL,
  changed_by TEXT NOT NULL,
  reason TEXT NOT NULL,
  changed_at INTEGER NOT NULL,
  FOREIGN KEY (project, version) REFERENCES model_versions (project, version)
) STRICT;

CREATE TABLE encoders (
  key INTEGER PRIMARY KEY,
  project INTEGER NOT NULL REFERENCES projects (key),
  version TEXT NOT NULL,
  encoded_items INTEGER NOT NULL DEFAULT 0,
  UNIQUE (project, version)
) STRICT;

-- Which items have a vector, so that an item that stands in two chunks is counted once.
CREATE TABLE encoded_items (
  encoder INTEGER NOT NULL REFERENCES encoders (key),
  ordinal INTEGER NOT NULL,
  PRIMARY KEY (encoder, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE vector_chunks (
  key INTEGER PRIMARY KEY,
  encoder INTEGER NOT NULL REFERENCES encoders (key),
  pool_partition INTEGER NOT NULL,
  dimensions INTEGER NOT NULL CHECK (dimensions > 0),
  ordinals BLOB NOT NULL,
  vectors BLOB NOT NULL
) STRICT;

CREATE INDEX vector_chunks_by_partition ON vector_chunks (encoder, pool_partition);
