-- Version 1 of the project file. Text and names are data; every table is STRICT; no JSON functions and no FTS in
-- triggers or views, because a file from a stranger is opened with trusted_schema off.

CREATE TABLE meta(
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE replicas(
  id INTEGER PRIMARY KEY,
  uuid BLOB NOT NULL UNIQUE CHECK(length(uuid) = 16),
  made INTEGER NOT NULL
) STRICT;

-- the history: one action a gesture, one event a change; both only ever grow
CREATE TABLE actions(
  id INTEGER PRIMARY KEY,
  uuid BLOB NOT NULL UNIQUE CHECK(length(uuid) = 16),
  replica_id INTEGER NOT NULL REFERENCES replicas(id),
  number INTEGER,
  annotator BLOB NOT NULL CHECK(length(annotator) = 16),
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  state TEXT NOT NULL CHECK(state IN ('running', 'done', 'taken back')),
  at INTEGER NOT NULL,
  wall INTEGER NOT NULL,
  program TEXT NOT NULL,
  undoes BLOB CHECK(undoes IS NULL OR length(undoes) = 16),
  previous BLOB CHECK(previous IS NULL OR length(previous) = 32),
  hash BLOB CHECK(hash IS NULL OR length(hash) = 32),
  UNIQUE(replica_id, number),
  CHECK((state = 'running') = (hash IS NULL)),
  CHECK((number IS NULL) = (hash IS NULL))
) STRICT;
CREATE INDEX actions_running ON actions(id) WHERE state = 'running';
CREATE INDEX actions_undoes ON actions(undoes) WHERE undoes IS NOT NULL;

CREATE TABLE events(
  id INTEGER PRIMARY KEY,
  action_id INTEGER NOT NULL REFERENCES actions(id),
  n INTEGER NOT NULL,
  kind TEXT NOT NULL,
  entity BLOB NOT NULL CHECK(length(entity) = 16),
  replaces TEXT NOT NULL,
  digest BLOB NOT NULL CHECK(length(digest) = 32),
  payload ANY,
  UNIQUE(action_id, n)
) STRICT;
CREATE INDEX events_entity ON events(entity, id);

CREATE TRIGGER actions_stay BEFORE DELETE ON actions
BEGIN SELECT RAISE(ABORT, 'the history only grows'); END;
CREATE TRIGGER actions_frozen BEFORE UPDATE ON actions
WHEN old.state <> 'running' OR new.uuid <> old.uuid OR new.annotator <> old.annotator OR new.name <> old.name
  OR new.kind <> old.kind OR new.replica_id <> old.replica_id
BEGIN SELECT RAISE(ABORT, 'the history only grows'); END;
CREATE TRIGGER events_stay BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'the history only grows'); END;
CREATE TRIGGER events_frozen BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'the history only grows'); END;

-- which edits Ctrl+Z and Ctrl+Y can reach, the one that was moved last first: derived from the history
CREATE TABLE steps(
  action_id INTEGER PRIMARY KEY REFERENCES actions(id),
  annotator BLOB NOT NULL,
  replica_id INTEGER NOT NULL,
  state TEXT NOT NULL CHECK(state IN ('done', 'undone', 'gone')),
  moved INTEGER NOT NULL REFERENCES actions(id)
) STRICT;
CREATE INDEX steps_state ON steps(annotator, replica_id, state, moved);

-- state: what the history adds up to
CREATE TABLE annotators(
  id INTEGER PRIMARY KEY,
  uuid BLOB NOT NULL UNIQUE CHECK(length(uuid) = 16),
  name TEXT NOT NULL,
  kind TEXT NOT NULL CHECK(kind IN ('person', 'model', 'import'))
) STRICT;

CREATE TABLE actors(
  id INTEGER PRIMARY KEY,
  uuid BLOB NOT NULL UNIQUE CHECK(length(uuid) = 16),
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  aliases TEXT NOT NULL
) STRICT;

CREATE TABLE codebooks(
  id INTEGER PRIMARY KEY,
  uuid BLOB NOT NULL UNIQUE CHECK(length(uuid) = 16),
  name TEXT NOT NULL,
  description TEXT NOT NULL
) STRICT;

CREATE TABLE layers(
  id INTEGER PRIMARY KEY,
  uuid BLOB NOT NULL UNIQUE CHECK(length(uuid) = 16),
  name TEXT NOT NULL CHECK(length(name) BETWEEN 1 AND 200),
  position INTEGER NOT NULL,
  overlap INTEGER NOT NULL CHECK(overlap IN (0, 1)),
  tint INTEGER NOT NULL CHECK(tint IN (0, 1))
) STRICT;

CREATE TABLE labels(
  id INTEGER PRIMARY KEY,
  uuid BLOB NOT NULL UNIQUE CHECK(length(uuid) = 16),
  layer_id INTEGER NOT NULL REFERENCES layers(id),
  name TEXT NOT NULL CHECK(length(name) BETWEEN 1 AND 200),
  position INTEGER NOT NULL,
  color TEXT NOT NULL,
  key TEXT NOT NULL,
  unit TEXT NOT NULL,
  parent TEXT NOT NULL,
  definition TEXT NOT NULL,
  includes TEXT NOT NULL,
  excludes TEXT NOT NULL,
  examples TEXT NOT NULL,
  pinned INTEGER NOT NULL CHECK(pinned IN (0, 1)),
  retired INTEGER NOT NULL CHECK(retired IN (0, 1))
) STRICT;
CREATE INDEX labels_layer ON labels(layer_id);

CREATE TABLE attributes(
  id INTEGER PRIMARY KEY,
  uuid BLOB NOT NULL UNIQUE CHECK(length(uuid) = 16),
  label_id INTEGER NOT NULL REFERENCES labels(id),
  name TEXT NOT NULL CHECK(length(name) BETWEEN 1 AND 200),
  type TEXT NOT NULL,
  position INTEGER NOT NULL,
  choices TEXT NOT NULL,
  required INTEGER NOT NULL CHECK(required IN (0, 1)),
  core INTEGER NOT NULL CHECK(core IN (0, 1)),
  "default" TEXT NOT NULL
) STRICT;
CREATE INDEX attributes_label ON attributes(label_id);

CREATE TABLE roles(
  id INTEGER PRIMARY KEY,
  uuid BLOB NOT NULL UNIQUE CHECK(length(uuid) = 16),
  label_id INTEGER NOT NULL REFERENCES labels(id),
  name TEXT NOT NULL CHECK(length(name) BETWEEN 1 AND 200),
  position INTEGER NOT NULL,
  targets TEXT NOT NULL,
  many INTEGER NOT NULL CHECK(many IN (0, 1)),
  required INTEGER NOT NULL CHECK(required IN (0, 1)),
  not_stated INTEGER NOT NULL CHECK(not_stated IN (0, 1)),
  core INTEGER NOT NULL CHECK(core IN (0, 1))
) STRICT;
CREATE INDEX roles_label ON roles(label_id);

-- texts and original bytes are kept by their hash: they outlive the article when an import is undone
CREATE TABLE texts(
  id INTEGER PRIMARY KEY,
  sha256 BLOB NOT NULL UNIQUE CHECK(length(sha256) = 32),
  length INTEGER NOT NULL,
  text TEXT NOT NULL,
  CHECK(length(text) = length)
) STRICT;
CREATE TRIGGER texts_frozen BEFORE UPDATE ON texts
BEGIN SELECT RAISE(ABORT, 'a text never changes'); END;

CREATE TABLE originals(
  id INTEGER PRIMARY KEY,
  sha256 BLOB NOT NULL UNIQUE CHECK(length(sha256) = 32),
  size INTEGER NOT NULL,
  compressed BLOB NOT NULL
) STRICT;
CREATE TRIGGER originals_frozen BEFORE UPDATE ON originals
BEGIN SELECT RAISE(ABORT, 'original bytes never change'); END;

CREATE TABLE articles(
  id INTEGER PRIMARY KEY,
  uuid BLOB NOT NULL UNIQUE CHECK(length(uuid) = 16),
  title TEXT NOT NULL COLLATE NOCASE,
  date TEXT NOT NULL,
  source TEXT NOT NULL,
  place TEXT NOT NULL,
  dateline_date TEXT NOT NULL,
  author TEXT NOT NULL,
  language TEXT NOT NULL,
  link TEXT NOT NULL,
  name TEXT NOT NULL,
  original TEXT NOT NULL,
  encoding TEXT NOT NULL,
  newline TEXT NOT NULL,
  extra TEXT NOT NULL
) STRICT;
CREATE INDEX articles_date ON articles(date, id);
CREATE INDEX articles_title ON articles(title, id);

CREATE TABLE article_texts(
  article_id INTEGER NOT NULL REFERENCES articles(id),
  version INTEGER NOT NULL CHECK(version >= 1),
  text_id INTEGER NOT NULL REFERENCES texts(id),
  PRIMARY KEY(article_id, version)
) STRICT, WITHOUT ROWID;
CREATE INDEX article_texts_text ON article_texts(text_id);

CREATE TABLE spans(
  id INTEGER PRIMARY KEY,
  uuid BLOB NOT NULL UNIQUE CHECK(length(uuid) = 16),
  article_id INTEGER NOT NULL REFERENCES articles(id),
  text_version INTEGER NOT NULL,
  label_id INTEGER NOT NULL REFERENCES labels(id),
  annotator_id INTEGER NOT NULL REFERENCES annotators(id),
  start INTEGER NOT NULL CHECK(start >= 0),
  "end" INTEGER NOT NULL CHECK("end" > start),
  note TEXT NOT NULL,
  certainty INTEGER CHECK(certainty IS NULL OR certainty BETWEEN 0 AND 100),
  origin TEXT NOT NULL CHECK(origin IN ('human', 'import', 'rule', 'model')),
  run TEXT NOT NULL,
  suggestion TEXT NOT NULL,
  score INTEGER CHECK(score IS NULL OR score BETWEEN 0 AND 100),
  FOREIGN KEY(article_id, text_version) REFERENCES article_texts(article_id, version)
) STRICT;
CREATE INDEX spans_article ON spans(article_id, start, id);
CREATE INDEX spans_label ON spans(label_id, article_id, start, id);
CREATE INDEX spans_annotator ON spans(annotator_id, article_id);

CREATE TABLE fragments(
  span_id INTEGER NOT NULL REFERENCES spans(id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  start INTEGER NOT NULL CHECK(start >= 0),
  "end" INTEGER NOT NULL CHECK("end" > start),
  quote TEXT NOT NULL,
  PRIMARY KEY(span_id, position),
  CHECK(length(quote) = "end" - start)
) STRICT, WITHOUT ROWID;

CREATE TABLE attribute_values(
  span_id INTEGER NOT NULL REFERENCES spans(id) ON DELETE CASCADE,
  attribute_id INTEGER NOT NULL REFERENCES attributes(id),
  value TEXT NOT NULL,
  PRIMARY KEY(span_id, attribute_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX attribute_values_attribute ON attribute_values(attribute_id, value);

CREATE TABLE relations(
  id INTEGER PRIMARY KEY,
  uuid BLOB NOT NULL UNIQUE CHECK(length(uuid) = 16),
  article_id INTEGER NOT NULL REFERENCES articles(id),
  role_id INTEGER NOT NULL REFERENCES roles(id),
  source_id INTEGER NOT NULL REFERENCES spans(id),
  span_id INTEGER REFERENCES spans(id),
  actor_id INTEGER REFERENCES actors(id),
  not_stated INTEGER NOT NULL CHECK(not_stated IN (0, 1)),
  CHECK((span_id IS NOT NULL) + (actor_id IS NOT NULL) + not_stated = 1)
) STRICT;
CREATE INDEX relations_article ON relations(article_id);
CREATE INDEX relations_source ON relations(source_id);
CREATE INDEX relations_span ON relations(span_id) WHERE span_id IS NOT NULL;
CREATE INDEX relations_actor ON relations(actor_id) WHERE actor_id IS NOT NULL;
CREATE INDEX relations_role ON relations(role_id);

CREATE TABLE article_labels(
  id INTEGER PRIMARY KEY,
  uuid BLOB NOT NULL UNIQUE CHECK(length(uuid) = 16),
  article_id INTEGER NOT NULL REFERENCES articles(id),
  label_id INTEGER NOT NULL REFERENCES labels(id),
  annotator_id INTEGER NOT NULL REFERENCES annotators(id),
  UNIQUE(article_id, label_id, annotator_id)
) STRICT;
CREATE INDEX article_labels_label ON article_labels(label_id, article_id);

CREATE TABLE notes(
  id INTEGER PRIMARY KEY,
  uuid BLOB NOT NULL UNIQUE CHECK(length(uuid) = 16),
  article_id INTEGER NOT NULL REFERENCES articles(id),
  annotator_id INTEGER NOT NULL REFERENCES annotators(id),
  text TEXT NOT NULL
) STRICT;
CREATE INDEX notes_article ON notes(article_id);

-- one row for each article and each person, so that lists and counts walk an index; "new" and not flagged is no row
-- in the history. `date`, `spans` and `done_on` are kept by the store for sorting and counting.
CREATE TABLE work(
  article_id INTEGER NOT NULL REFERENCES articles(id),
  annotator_id INTEGER NOT NULL REFERENCES annotators(id),
  status TEXT NOT NULL CHECK(status IN ('new', 'open', 'done', 'not relevant')),
  come_back TEXT,
  reason TEXT NOT NULL,
  assigned_by TEXT NOT NULL,
  date TEXT NOT NULL,
  spans INTEGER NOT NULL,
  done_on TEXT NOT NULL,
  PRIMARY KEY(article_id, annotator_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX work_status ON work(annotator_id, status, article_id);
CREATE INDEX work_status_date ON work(annotator_id, status, date, article_id);
CREATE INDEX work_flagged ON work(annotator_id, article_id) WHERE come_back IS NOT NULL;

CREATE TABLE reviews(
  id INTEGER PRIMARY KEY,
  uuid BLOB NOT NULL UNIQUE CHECK(length(uuid) = 16),
  article_id INTEGER NOT NULL REFERENCES articles(id),
  text_version INTEGER NOT NULL,
  annotator_id INTEGER NOT NULL REFERENCES annotators(id),
  start INTEGER NOT NULL CHECK(start >= 0),
  "end" INTEGER NOT NULL CHECK("end" > start),
  state TEXT NOT NULL,
  layers TEXT NOT NULL,
  codebook_version TEXT NOT NULL
) STRICT;
CREATE INDEX reviews_article ON reviews(article_id, annotator_id, start);

-- for later: where suggestions come from, and the suggestions themselves (never rows of spans)
CREATE TABLE runs(
  id INTEGER PRIMARY KEY,
  uuid BLOB NOT NULL UNIQUE CHECK(length(uuid) = 16),
  name TEXT NOT NULL,
  made INTEGER NOT NULL,
  settings TEXT NOT NULL
) STRICT;
CREATE TABLE suggestions(
  id INTEGER PRIMARY KEY,
  uuid BLOB NOT NULL UNIQUE CHECK(length(uuid) = 16),
  run_id INTEGER NOT NULL REFERENCES runs(id),
  article_id INTEGER NOT NULL REFERENCES articles(id),
  text_version INTEGER NOT NULL,
  label_id INTEGER NOT NULL REFERENCES labels(id),
  ranges TEXT NOT NULL,
  score INTEGER
) STRICT;
CREATE INDEX suggestions_article ON suggestions(article_id);
CREATE INDEX suggestions_run ON suggestions(run_id);

-- where one person stopped reading, and their window: state, never history
CREATE TABLE places(
  annotator_id INTEGER NOT NULL REFERENCES annotators(id),
  article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
  caret INTEGER NOT NULL,
  scroll INTEGER NOT NULL,
  PRIMARY KEY(annotator_id, article_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE window_state(
  annotator_id INTEGER NOT NULL REFERENCES annotators(id),
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY(annotator_id, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE counters(
  name TEXT PRIMARY KEY,
  n INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TRIGGER spans_counted AFTER INSERT ON spans BEGIN
  INSERT INTO counters VALUES('label.' || new.label_id, 1) ON CONFLICT(name) DO UPDATE SET n = n + 1;
  UPDATE work SET spans = spans + 1 WHERE article_id = new.article_id AND annotator_id = new.annotator_id;
END;
CREATE TRIGGER spans_uncounted AFTER DELETE ON spans BEGIN
  UPDATE counters SET n = n - 1 WHERE name = 'label.' || old.label_id;
  UPDATE work SET spans = spans - 1 WHERE article_id = old.article_id AND annotator_id = old.annotator_id;
END;
CREATE TRIGGER spans_recounted AFTER UPDATE OF label_id ON spans WHEN old.label_id <> new.label_id BEGIN
  UPDATE counters SET n = n - 1 WHERE name = 'label.' || old.label_id;
  INSERT INTO counters VALUES('label.' || new.label_id, 1) ON CONFLICT(name) DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER articles_counted AFTER INSERT ON articles BEGIN
  INSERT INTO counters VALUES('articles', 1) ON CONFLICT(name) DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER articles_uncounted AFTER DELETE ON articles BEGIN
  UPDATE counters SET n = n - 1 WHERE name = 'articles';
END;
CREATE TRIGGER work_counted AFTER INSERT ON work BEGIN
  INSERT INTO counters VALUES('status.' || new.annotator_id || '.' || new.status, 1)
    ON CONFLICT(name) DO UPDATE SET n = n + 1;
  INSERT INTO counters VALUES('flagged.' || new.annotator_id, new.come_back IS NOT NULL)
    ON CONFLICT(name) DO UPDATE SET n = n + excluded.n;
  INSERT INTO counters SELECT 'done.' || new.annotator_id || '.' || new.done_on, 1 WHERE new.done_on <> ''
    ON CONFLICT(name) DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER work_uncounted AFTER DELETE ON work BEGIN
  UPDATE counters SET n = n - 1 WHERE name = 'status.' || old.annotator_id || '.' || old.status;
  UPDATE counters SET n = n - (old.come_back IS NOT NULL) WHERE name = 'flagged.' || old.annotator_id;
  UPDATE counters SET n = n - 1 WHERE old.done_on <> '' AND name = 'done.' || old.annotator_id || '.' || old.done_on;
END;
CREATE TRIGGER work_recounted AFTER UPDATE OF status, come_back, done_on ON work BEGIN
  UPDATE counters SET n = n - 1 WHERE name = 'status.' || old.annotator_id || '.' || old.status;
  INSERT INTO counters VALUES('status.' || new.annotator_id || '.' || new.status, 1)
    ON CONFLICT(name) DO UPDATE SET n = n + 1;
  UPDATE counters SET n = n - (old.come_back IS NOT NULL) + (new.come_back IS NOT NULL)
    WHERE name = 'flagged.' || old.annotator_id;
  UPDATE counters SET n = n - 1 WHERE old.done_on <> '' AND name = 'done.' || old.annotator_id || '.' || old.done_on;
  INSERT INTO counters SELECT 'done.' || new.annotator_id || '.' || new.done_on, 1 WHERE new.done_on <> ''
    ON CONFLICT(name) DO UPDATE SET n = n + 1;
END;

-- contentless full text, written by the application in the same transaction as the article
CREATE VIRTUAL TABLE articles_fts USING fts5(title, text, content='');

-- for people with the sqlite3 tool: every span in words
CREATE VIEW tagged AS
SELECT articles.title AS article, layers.name AS "group", labels.name AS label,
  (SELECT group_concat(quote, ' ') FROM fragments WHERE span_id = spans.id ORDER BY position) AS quote,
  spans.start AS start, spans."end" AS "end", annotators.name AS annotator, spans.note AS note, lower(hex(spans.uuid)) AS id
FROM spans
JOIN articles ON articles.id = spans.article_id
JOIN labels ON labels.id = spans.label_id
JOIN layers ON layers.id = labels.layer_id
JOIN annotators ON annotators.id = spans.annotator_id
ORDER BY spans.article_id, spans.start, spans.id;
