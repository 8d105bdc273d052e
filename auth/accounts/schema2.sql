CREATE TABLE token (
  id      TEXT PRIMARY KEY,
  hash    TEXT NOT NULL UNIQUE,
  account TEXT NOT NULL REFERENCES account(id),
  name    TEXT NOT NULL,
  made    INTEGER NOT NULL,
  until   INTEGER NOT NULL,
  used    INTEGER NOT NULL
) STRICT;
CREATE INDEX token_account ON token(account);
