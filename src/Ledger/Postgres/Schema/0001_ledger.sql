-- The ledger's first schema on PostgreSQL: the same tables, columns and promises as the embedded one. Times are microseconds since 1970 UTC. Rows carry a
-- project's key and an item's ordinal in place of their ids. Names compare byte by byte, as everywhere else in the program.

CREATE TABLE projects (
  key integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id text COLLATE "C" NOT NULL UNIQUE,
  name text NOT NULL,
  control_arm_share double precision NOT NULL CHECK (control_arm_share BETWEEN 0 AND 1),
  strategy text NOT NULL,
  lease_us bigint NOT NULL CHECK (lease_us > 0),
  partitions integer NOT NULL CHECK (partitions > 0),
  walk_seed bigint NOT NULL,
  created_at bigint NOT NULL,
  near_duplicates smallint NOT NULL DEFAULT 0 CHECK (near_duplicates IN (0, 1))
);

CREATE TABLE standards (
  project integer NOT NULL REFERENCES projects (key),
  version integer NOT NULL CHECK (version > 0),
  classes integer NOT NULL CHECK (classes >= 2),
  overlap integer NOT NULL CHECK (overlap >= 1),
  json text NOT NULL,
  created_at bigint NOT NULL,
  PRIMARY KEY (project, version)
);

-- Changed in the transaction that changes what they count: COUNT(*) over a million items would be too slow to ask often.
CREATE TABLE project_counters (
  project integer PRIMARY KEY REFERENCES projects (key),
  next_ordinal integer NOT NULL DEFAULT 0,
  label_sequence bigint NOT NULL DEFAULT 0,
  pool_items integer NOT NULL DEFAULT 0,
  test_items integer NOT NULL DEFAULT 0,
  settled_items integer NOT NULL DEFAULT 0,
  blocked_items integer NOT NULL DEFAULT 0,
  live_labels integer NOT NULL DEFAULT 0,
  groups integer NOT NULL DEFAULT 0 CHECK (groups >= 0),
  group_members integer NOT NULL DEFAULT 0 CHECK (group_members >= groups),
  settled_by_group integer NOT NULL DEFAULT 0 CHECK (settled_by_group BETWEEN 0 AND group_members),
  test_twins integer NOT NULL DEFAULT 0 CHECK (test_twins >= 0),
  compared_up_to integer NOT NULL DEFAULT 0 CHECK (compared_up_to BETWEEN 0 AND next_ordinal),
  CHECK (next_ordinal = pool_items + test_items),
  CHECK (settled_items >= 0 AND blocked_items >= 0 AND settled_items + blocked_items <= pool_items),
  CHECK (live_labels BETWEEN 0 AND label_sequence)
);

CREATE TABLE items (
  project integer NOT NULL REFERENCES projects (key),
  ordinal integer NOT NULL CHECK (ordinal >= 0),
  id text COLLATE "C" NOT NULL,
  split smallint NOT NULL CHECK (split IN (0, 1)),
  gold integer CHECK (gold >= 0),
  pool_partition integer NOT NULL CHECK (pool_partition >= 0),
  walk_rank bigint NOT NULL,
  content_hash bytea NOT NULL CHECK (length(content_hash) = 16),
  epoch bigint NOT NULL DEFAULT 0 CHECK (epoch >= 0),
  holder text COLLATE "C",
  lease_until bigint,
  live_labels integer NOT NULL DEFAULT 0,
  overlap integer NOT NULL CHECK (overlap >= 1),
  skips integer NOT NULL DEFAULT 0,
  blocked smallint NOT NULL DEFAULT 0 CHECK (blocked IN (0, 1)),
  -- First bytes of the SHA-256 of the text's normal form; null where a project does not group.
  text_key bytea CHECK (length(text_key) = 16),
  -- The member that stands for this item; null for an item that stands for itself.
  representative integer,
  -- How many others this item stands for.
  represented integer NOT NULL DEFAULT 0 CHECK (represented >= 0 AND (represented = 0 OR (split = 0 AND representative IS NULL))),
  -- Least rank of those others where it is below the item's own: the group stands there in the walk.
  group_rank bigint CHECK (group_rank IS NULL OR (represented > 0 AND group_rank < walk_rank)),
  -- An owner took it out of its group: it joins no other.
  kept_apart smallint NOT NULL DEFAULT 0 CHECK (kept_apart IN (0, 1) AND (kept_apart = 0 OR (representative IS NULL AND represented = 0))),
  -- A held-out item that this pool item, or one that it stands for, is a near-duplicate of.
  test_twin integer CHECK (test_twin IS NULL OR split = 0),
  PRIMARY KEY (project, ordinal),
  UNIQUE (project, id),
  CHECK (live_labels BETWEEN 0 AND overlap),
  CHECK ((holder IS NULL) = (lease_until IS NULL)),
  CHECK (blocked = 0 OR (live_labels < overlap AND holder IS NULL)),
  CHECK (live_labels < overlap OR holder IS NULL),
  CHECK (split = 0 OR (epoch = 0 AND gold IS NOT NULL)),
  CHECK (representative IS NULL OR (representative <> ordinal AND split = 0 AND live_labels = 0 AND holder IS NULL AND blocked = 0))
) WITH (fillfactor = 80);

CREATE INDEX items_by_partition ON items (project, pool_partition, ordinal);
CREATE INDEX items_held_out ON items (project, ordinal) WHERE split = 1;
-- One annotator's leases, and all live ones for the count.
CREATE INDEX items_by_holder ON items (project, holder) WHERE lease_until IS NOT NULL;
CREATE INDEX items_by_text ON items (project, text_key, ordinal) WHERE text_key IS NOT NULL;
CREATE INDEX items_by_representative ON items (project, representative) WHERE representative IS NOT NULL;
CREATE INDEX items_that_represent ON items (project, ordinal) WHERE represented > 0;
CREATE INDEX items_with_test_twin ON items (project, ordinal) WHERE test_twin IS NOT NULL;
CREATE INDEX items_blocked ON items (project, ordinal) WHERE blocked = 1;
CREATE INDEX items_by_walk ON items (project, walk_rank, ordinal) WHERE split = 0;

-- Apart from items, so that a change of a lease never rewrites a long text.
CREATE TABLE item_contents (
  project integer NOT NULL,
  ordinal integer NOT NULL,
  text text NOT NULL,
  attributes text NOT NULL,
  PRIMARY KEY (project, ordinal),
  FOREIGN KEY (project, ordinal) REFERENCES items (project, ordinal)
);

CREATE TABLE leases (
  project integer NOT NULL,
  ordinal integer NOT NULL,
  epoch bigint NOT NULL CHECK (epoch > 0),
  nonce bigint NOT NULL,
  annotator text COLLATE "C" NOT NULL,
  leased_at bigint NOT NULL,
  expires_at bigint NOT NULL,
  channel integer NOT NULL,
  arm integer NOT NULL,
  strategy text NOT NULL,
  reason integer NOT NULL,
  neighbours integer NOT NULL,
  value double precision,
  model_version integer,
  probabilities bytea NOT NULL,
  PRIMARY KEY (project, ordinal, epoch),
  FOREIGN KEY (project, ordinal) REFERENCES items (project, ordinal),
  CHECK (expires_at > leased_at)
);

-- Leases that ended before their time and without an answer or skip.
CREATE TABLE lease_ends (
  project integer NOT NULL,
  ordinal integer NOT NULL,
  epoch bigint NOT NULL,
  reason integer NOT NULL,
  ended_at bigint NOT NULL,
  PRIMARY KEY (project, ordinal, epoch),
  FOREIGN KEY (project, ordinal, epoch) REFERENCES leases (project, ordinal, epoch)
);

-- First showing of a hub lease; leases over plain HTTP count as shown.
CREATE TABLE exposures (
  project integer NOT NULL,
  ordinal integer NOT NULL,
  epoch bigint NOT NULL,
  shown_at bigint NOT NULL,
  PRIMARY KEY (project, ordinal, epoch),
  FOREIGN KEY (project, ordinal, epoch) REFERENCES leases (project, ordinal, epoch)
);

CREATE TABLE skips (
  project integer NOT NULL,
  ordinal integer NOT NULL,
  annotator text COLLATE "C" NOT NULL,
  epoch bigint NOT NULL,
  reason text NOT NULL CHECK (length(reason) <= 200),
  skipped_at bigint NOT NULL,
  PRIMARY KEY (project, ordinal, annotator),
  FOREIGN KEY (project, ordinal, epoch) REFERENCES leases (project, ordinal, epoch)
);

CREATE INDEX skips_by_annotator ON skips (project, annotator);

-- Answers (class set) and undos (class null, supersedes set). Numbered from the project's counter under its lock: gapless, in commit order.
CREATE TABLE labels (
  project integer NOT NULL,
  sequence bigint NOT NULL CHECK (sequence > 0),
  ordinal integer NOT NULL,
  epoch bigint NOT NULL,
  nonce bigint NOT NULL,
  annotator text COLLATE "C" NOT NULL,
  class integer CHECK (class >= 0),
  leased_at bigint NOT NULL,
  labelled_at bigint NOT NULL,
  lead_time_ms integer NOT NULL,
  standard_version integer NOT NULL,
  arm integer NOT NULL,
  supersedes bigint,
  PRIMARY KEY (project, sequence),
  FOREIGN KEY (project, ordinal, epoch) REFERENCES leases (project, ordinal, epoch),
  FOREIGN KEY (project, supersedes) REFERENCES labels (project, sequence),
  CHECK ((class IS NULL) = (supersedes IS NOT NULL)),
  CHECK (supersedes < sequence)
);

-- One answer and one undo a lease; also finds an item's rows.
CREATE UNIQUE INDEX labels_by_lease ON labels (project, ordinal, epoch, (class IS NULL));
CREATE UNIQUE INDEX labels_by_superseded ON labels (project, supersedes) WHERE supersedes IS NOT NULL;

-- Answers that were not undone: at most one an annotator and item.
CREATE TABLE live_answers (
  project integer NOT NULL,
  ordinal integer NOT NULL,
  annotator text COLLATE "C" NOT NULL,
  sequence bigint NOT NULL,
  labelled_at bigint NOT NULL,
  PRIMARY KEY (project, ordinal, annotator),
  FOREIGN KEY (project, sequence) REFERENCES labels (project, sequence)
);

CREATE INDEX live_answers_by_annotator ON live_answers (project, annotator);

-- Answers that came too late, and second answers that name another class. A retry of a refused answer adds nothing.
CREATE TABLE refused_labels (
  project integer NOT NULL,
  ordinal integer NOT NULL,
  epoch bigint NOT NULL,
  class integer NOT NULL,
  outcome integer NOT NULL,
  lead_time_ms integer NOT NULL,
  standard_version integer NOT NULL,
  refused_at bigint NOT NULL,
  PRIMARY KEY (project, ordinal, epoch, class),
  FOREIGN KEY (project, ordinal, epoch) REFERENCES leases (project, ordinal, epoch)
);

CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER labels_are_never_changed BEFORE UPDATE OR DELETE ON labels FOR EACH ROW EXECUTE FUNCTION refuse('label rows are append-only');
CREATE TRIGGER labels_are_never_emptied BEFORE TRUNCATE ON labels EXECUTE FUNCTION refuse('label rows are append-only');
CREATE TRIGGER leases_are_never_changed BEFORE UPDATE OR DELETE ON leases FOR EACH ROW EXECUTE FUNCTION refuse('lease rows are append-only');
CREATE TRIGGER leases_are_never_emptied BEFORE TRUNCATE ON leases EXECUTE FUNCTION refuse('lease rows are append-only');

-- Statements write all the changing columns of many items, so an unchanged epoch is no breach; a new holder under an old epoch is.
CREATE TRIGGER epochs_only_grow BEFORE UPDATE ON items FOR EACH ROW
WHEN (NEW.epoch < OLD.epoch OR (NEW.epoch = OLD.epoch AND NEW.holder IS NOT NULL AND NEW.holder IS DISTINCT FROM OLD.holder))
EXECUTE FUNCTION refuse('an epoch only grows, and grows with every grant');

-- Looked at when the transaction ends: one statement moves many members, in no order.
CREATE FUNCTION check_representative() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  standing items%ROWTYPE;
  member items%ROWTYPE;
BEGIN
  SELECT * INTO member FROM items WHERE project = NEW.project AND ordinal = NEW.ordinal;
  IF member.representative IS NULL THEN
    RETURN NULL;
  END IF;

  SELECT * INTO standing FROM items WHERE project = member.project AND ordinal = member.representative;
  IF NOT FOUND OR standing.split <> 0 OR standing.representative IS NOT NULL OR standing.overlap <> member.overlap THEN
    RAISE EXCEPTION 'a representative is a pool item of the same overlap that stands for itself' USING ERRCODE = 'integrity_constraint_violation';
  END IF;

  IF EXISTS (SELECT 1 FROM items m WHERE m.project = member.project AND m.representative = member.ordinal) THEN
    RAISE EXCEPTION 'an item that stands for others stands for itself' USING ERRCODE = 'integrity_constraint_violation';
  END IF;

  RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER new_members_name_a_representative AFTER INSERT ON items DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
WHEN (NEW.representative IS NOT NULL) EXECUTE FUNCTION check_representative();
CREATE CONSTRAINT TRIGGER members_name_a_representative AFTER UPDATE OF representative ON items DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
WHEN (NEW.representative IS NOT NULL) EXECUTE FUNCTION check_representative();

CREATE TABLE model_versions (
  project integer NOT NULL REFERENCES projects (key),
  version integer NOT NULL CHECK (version > 0),
  stage integer NOT NULL,
  labels_up_to bigint NOT NULL,
  labels integer NOT NULL,
  standard_version integer NOT NULL,
  encoder_version text COLLATE "C" NOT NULL,
  created_at bigint NOT NULL,
  metrics text,
  PRIMARY KEY (project, version)
);

CREATE UNIQUE INDEX one_champion ON model_versions (project) WHERE stage = 2;

CREATE TABLE artefacts (
  project integer NOT NULL,
  version integer NOT NULL,
  length integer NOT NULL,
  brotli bytea NOT NULL,
  PRIMARY KEY (project, version),
  FOREIGN KEY (project, version) REFERENCES model_versions (project, version)
);

CREATE TABLE stage_events (
  key bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  project integer NOT NULL,
  version integer NOT NULL,
  from_stage integer NOT NULL,
  to_stage integer NOT NULL,
  changed_by text NOT NULL,
  reason text NOT NULL,
  changed_at bigint NOT NULL,
  FOREIGN KEY (project, version) REFERENCES model_versions (project, version)
);

CREATE TABLE encoders (
  key integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  project integer NOT NULL REFERENCES projects (key),
  version text COLLATE "C" NOT NULL,
  encoded_items integer NOT NULL DEFAULT 0,
  UNIQUE (project, version)
);

-- Which items have a vector, so that an item that stands in two chunks is counted once.
CREATE TABLE encoded_items (
  encoder integer NOT NULL REFERENCES encoders (key),
  ordinal integer NOT NULL,
  PRIMARY KEY (encoder, ordinal)
);

CREATE TABLE vector_chunks (
  key bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  encoder integer NOT NULL REFERENCES encoders (key),
  pool_partition integer NOT NULL,
  dimensions integer NOT NULL CHECK (dimensions > 0),
  ordinals bytea NOT NULL,
  vectors bytea NOT NULL
);

-- Half-precision numbers do not compress: trying would only cost.
ALTER TABLE vector_chunks ALTER COLUMN vectors SET STORAGE EXTERNAL;
ALTER TABLE artefacts ALTER COLUMN brotli SET STORAGE EXTERNAL;

CREATE INDEX vector_chunks_by_partition ON vector_chunks (encoder, pool_partition, key);
