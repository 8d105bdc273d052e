CREATE TABLE record (
  key     TEXT PRIMARY KEY,
  version INTEGER NOT NULL,
  value   BLOB NOT NULL
) STRICT;

CREATE TABLE fact (
  stream TEXT NOT NULL,
  seq    INTEGER NOT NULL,
  at     INTEGER NOT NULL, -- nanoseconds since 1970, UTC
  body   BLOB NOT NULL,
  UNIQUE (stream, seq)
) STRICT;

CREATE TABLE outbox (
  pos    INTEGER PRIMARY KEY AUTOINCREMENT, -- never reused: a reader's place stays true
  id     TEXT NOT NULL UNIQUE,
  dest   TEXT NOT NULL,
  stream TEXT NOT NULL,
  seq    INTEGER NOT NULL,
  body   BLOB NOT NULL
) STRICT;

CREATE TABLE inbox (
  id TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

CREATE TABLE counter (
  name TEXT PRIMARY KEY,
  last INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
