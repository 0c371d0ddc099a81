CREATE TABLE tool_call (
  organization_id text NOT NULL,
  id uuid NOT NULL,
  at timestamptz(3) NOT NULL,
  outcome text NOT NULL,
  decision text NOT NULL,
  method text,
  name text,
  server_name text,
  profile_id text,
  profile_name text,
  user_name text,
  client_name text,
  is_error boolean NOT NULL,
  duration_us bigint NOT NULL,
  repeated integer NOT NULL,
  error jsonb,
  event jsonb NOT NULL,
  recorded_at timestamptz(3) NOT NULL DEFAULT now(),
  -- A unique key of a partitioned table must hold the partition key. `at` comes from the event: a second delivery brings the same one.
  PRIMARY KEY (organization_id, id, at)
) PARTITION BY RANGE (at);
CREATE INDEX tool_call_organization_id_at_id_idx ON tool_call (organization_id, at DESC, id DESC);

CREATE TABLE entry (
  organization_id text NOT NULL,
  -- "C": the order of bytes, which is also the order of the cursor.
  id text COLLATE "C" NOT NULL,
  at timestamptz(3) NOT NULL,
  type text NOT NULL,
  principal text,
  data jsonb NOT NULL,
  recorded_at timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (organization_id, id, at)
) PARTITION BY RANGE (at);
CREATE INDEX entry_organization_id_at_id_idx ON entry (organization_id, at DESC, id DESC);

-- Times outside the months that have a partition are odd, but never a reason to lose a record.
CREATE TABLE tool_call_default PARTITION OF tool_call DEFAULT;
CREATE TABLE entry_default PARTITION OF entry DEFAULT;

-- Creates the partition of one month (UTC) when it is missing. Rows of that month that had gone to the default partition
-- move into it, because PostgreSQL refuses a partition whose rows are elsewhere. Replicas take turns.
CREATE FUNCTION ensure_partition(parent text, month date) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  first timestamptz := date_trunc('month', month::timestamp) AT TIME ZONE 'UTC';
  next timestamptz := (date_trunc('month', month::timestamp) + interval '1 month') AT TIME ZONE 'UTC';
  child text := parent || '_' || to_char(month, 'YYYY_MM');
BEGIN
  IF to_regclass(quote_ident(child)) IS NOT NULL THEN
    RETURN false;
  END IF;
  PERFORM pg_advisory_xact_lock(72707372);
  IF to_regclass(quote_ident(child)) IS NOT NULL THEN
    RETURN false;
  END IF;
  EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING ALL)', child, parent);
  EXECUTE format('LOCK TABLE %I IN ACCESS EXCLUSIVE MODE', parent || '_default');
  EXECUTE format('WITH moved AS (DELETE FROM %I WHERE at >= $1 AND at < $2 RETURNING *) INSERT INTO %I SELECT * FROM moved', parent || '_default', child)
    USING first, next;
  EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', parent, child, first, next);
  RETURN true;
END
$$;
