CREATE TABLE account (
  id      TEXT PRIMARY KEY,
  login   TEXT NOT NULL UNIQUE,
  version INTEGER NOT NULL,
  body    TEXT NOT NULL
) STRICT;
CREATE TABLE invite (
  hash    TEXT PRIMARY KEY,
  account TEXT NOT NULL REFERENCES account(id),
  until   INTEGER NOT NULL
) STRICT;
CREATE TABLE session (
  hash    TEXT PRIMARY KEY,
  account TEXT NOT NULL REFERENCES account(id),
  began   INTEGER NOT NULL,
  used    INTEGER NOT NULL
) STRICT;
CREATE TABLE failure (
  login TEXT NOT NULL,
  at    INTEGER NOT NULL
) STRICT;
CREATE INDEX failure_login ON failure(login, at);
CREATE TABLE trail (
  at   INTEGER NOT NULL,
  who  TEXT NOT NULL,
  what TEXT NOT NULL,
  whom TEXT NOT NULL
) STRICT;
