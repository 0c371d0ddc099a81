CREATE TABLE usage (
  organization_id text NOT NULL,
  hour timestamptz(3) NOT NULL,
  profile_id uuid NOT NULL,
  user_id uuid NOT NULL,
  -- The nil UUID stands for "no server": a primary key takes no NULL.
  server_id uuid NOT NULL,
  name text NOT NULL,
  calls bigint NOT NULL,
  failed bigint NOT NULL,
  denied bigint NOT NULL,
  request_bytes bigint NOT NULL,
  response_bytes bigint NOT NULL,
  duration_us bigint NOT NULL,
  PRIMARY KEY (organization_id, hour, profile_id, user_id, server_id, name)
);

CREATE TABLE metered_event (
  organization_id text NOT NULL,
  id text NOT NULL,
  metered_at timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (organization_id, id)
);
-- For pruning, which has no organization: old rows of all of them go at once.
CREATE INDEX metered_event_metered_at_idx ON metered_event (metered_at);
