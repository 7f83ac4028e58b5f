-- Near-duplicate groups. One member, the representative, is offered for all of them; the others name it, and can neither be leased nor labelled, so that a group
-- never has a second live lease or settlement. Projects that were there before stay as they are.

ALTER TABLE projects ADD COLUMN near_duplicates INTEGER NOT NULL DEFAULT 0 CHECK (near_duplicates IN (0, 1));

-- First bytes of the SHA-256 of the text's normal form; null where a project does not group.
ALTER TABLE items ADD COLUMN text_key BLOB CHECK (text_key IS NULL OR length(text_key) = 16);

-- The member that stands for this item; null for an item that stands for itself.
ALTER TABLE items ADD COLUMN representative INTEGER CHECK (
  representative IS NULL OR (representative <> ordinal AND split = 0 AND live_labels = 0 AND holder IS NULL AND blocked = 0));

-- How many others this item stands for.
ALTER TABLE items ADD COLUMN represented INTEGER NOT NULL DEFAULT 0 CHECK (represented >= 0 AND (represented = 0 OR (split = 0 AND representative IS NULL)));

-- Least rank of those others where it is below the item's own: the group stands there in the walk.
ALTER TABLE items ADD COLUMN group_rank INTEGER CHECK (group_rank IS NULL OR (represented > 0 AND group_rank < walk_rank));

-- An owner took it out of its group: it joins no other.
ALTER TABLE items ADD COLUMN kept_apart INTEGER NOT NULL DEFAULT 0 CHECK (kept_apart IN (0, 1) AND (kept_apart = 0 OR (representative IS NULL AND represented = 0)));

-- A held-out item that this pool item, or one that it stands for, is a near-duplicate of.
ALTER TABLE items ADD COLUMN test_twin INTEGER CHECK (test_twin IS NULL OR split = 0);

CREATE INDEX items_by_text ON items (project, text_key, ordinal) WHERE text_key IS NOT NULL;
CREATE INDEX items_by_representative ON items (project, representative) WHERE representative IS NOT NULL;
CREATE INDEX items_that_represent ON items (project, ordinal) WHERE represented > 0;
CREATE INDEX items_with_test_twin ON items (project, ordinal) WHERE test_twin IS NOT NULL;
CREATE INDEX items_blocked ON items (project, ordinal) WHERE blocked = 1;

-- What an annotator may not get again.
CREATE INDEX live_answers_by_annotator ON live_answers (project, annotator);
CREATE INDEX skips_by_annotator ON skips (project, annotator);

CREATE TRIGGER new_members_name_a_representative BEFORE INSERT ON items
WHEN NEW.representative IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM items r
  WHERE r.project = NEW.project AND r.ordinal = NEW.representative AND r.split = 0 AND r.representative IS NULL AND r.overlap = NEW.overlap)
BEGIN SELECT RAISE(ABORT, 'a representative is a pool item of the same overlap that stands for itself'); END;

CREATE TRIGGER members_name_a_representative BEFORE UPDATE OF representative ON items
WHEN NEW.representative IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM items r
  WHERE r.project = NEW.project AND r.ordinal = NEW.representative AND r.split = 0 AND r.representative IS NULL AND r.overlap = NEW.overlap)
BEGIN SELECT RAISE(ABORT, 'a representative is a pool item of the same overlap that stands for itself'); END;

CREATE TRIGGER representatives_name_no_other BEFORE UPDATE OF representative ON items
WHEN NEW.representative IS NOT NULL AND EXISTS (SELECT 1 FROM items m WHERE m.project = NEW.project AND m.representative = NEW.ordinal)
BEGIN SELECT RAISE(ABORT, 'an item that stands for others stands for itself'); END;

ALTER TABLE project_counters ADD COLUMN groups INTEGER NOT NULL DEFAULT 0 CHECK (groups >= 0);
ALTER TABLE project_counters ADD COLUMN group_members INTEGER NOT NULL DEFAULT 0 CHECK (group_members >= groups);
ALTER TABLE project_counters ADD COLUMN settled_by_group INTEGER NOT NULL DEFAULT 0 CHECK (settled_by_group BETWEEN 0 AND group_members);
ALTER TABLE project_counters ADD COLUMN test_twins INTEGER NOT NULL DEFAULT 0 CHECK (test_twins >= 0);
-- Items below this ordinal were compared with all that came before them.
ALTER TABLE project_counters ADD COLUMN compared_up_to INTEGER NOT NULL DEFAULT 0 CHECK (compared_up_to BETWEEN 0 AND next_ordinal);
