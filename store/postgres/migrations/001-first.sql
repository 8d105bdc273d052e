CREATE TABLE record (key bytea PRIMARY KEY, version bigint NOT NULL, value bytea NOT NULL) WITH (fillfactor = 80);
CREATE TABLE fact (stream bytea NOT NULL, seq bigint NOT NULL, at bigint NOT NULL, body bytea NOT NULL, PRIMARY KEY (stream, seq));
CREATE TABLE outbox (id bytea PRIMARY KEY, xact xid8 NOT NULL, ordinal integer NOT NULL, dest bytea NOT NULL, stream bytea NOT NULL, seq bigint NOT NULL, body bytea NOT NULL);
CREATE UNIQUE INDEX outbox_order ON outbox (xact, ordinal);
CREATE TABLE inbox (id bytea PRIMARY KEY);
CREATE TABLE counter (name bytea PRIMARY KEY, last bigint NOT NULL);
