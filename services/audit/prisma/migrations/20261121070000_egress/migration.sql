CREATE TABLE egress_attempt (
  organization_id text NOT NULL,
  id uuid NOT NULL,
  at timestamptz(3) NOT NULL,
  server_id uuid NOT NULL,
  instance text NOT NULL,
  host text NOT NULL,
  port integer NOT NULL,
  address text,
  verdict text NOT NULL,
  reason text NOT NULL,
  seen_by text NOT NULL,
  bytes_up bigint NOT NULL,
  bytes_down bigint NOT NULL,
  call_ids text[] NOT NULL,
  recorded_at timestamptz(3) NOT NULL DEFAULT now(),
  -- `at` is the start of the attempt: what is told of it later carries the same one.
  PRIMARY KEY (organization_id, id, at)
) PARTITION BY RANGE (at);
CREATE INDEX egress_attempt_organization_id_at_id_idx ON egress_attempt (organization_id, at DESC, id DESC);
CREATE INDEX egress_attempt_organization_id_server_id_at_id_idx ON egress_attempt (organization_id, server_id, at DESC, id DESC);
CREATE INDEX egress_attempt_call_ids_idx ON egress_attempt USING gin (call_ids);
CREATE TABLE egress_attempt_default PARTITION OF egress_attempt DEFAULT;
