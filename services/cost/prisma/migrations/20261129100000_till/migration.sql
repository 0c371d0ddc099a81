-- Counted up by every change, so that a replica sees with one cheap query what to read again.
CREATE TABLE terms_version (
  name text PRIMARY KEY,
  version bigint NOT NULL DEFAULT 0
);
INSERT INTO terms_version (name) VALUES ('price'), ('budget'), ('rule');

CREATE TABLE price (
  id uuid PRIMARY KEY,
  -- NULL: of the catalog that comes with the platform.
  organization_id text,
  source text NOT NULL,
  model text NOT NULL,
  -- Millionths of a dollar for a million tokens.
  input bigint NOT NULL CHECK (input >= 0),
  output bigint NOT NULL CHECK (output >= 0),
  cached_input bigint CHECK (cached_input >= 0),
  cache_write bigint CHECK (cache_write >= 0),
  tiers jsonb NOT NULL DEFAULT '[]',
  valid_from timestamptz(3) NOT NULL,
  valid_to timestamptz(3),
  CHECK (valid_to > valid_from)
);
CREATE UNIQUE INDEX price_period_key ON price (coalesce(organization_id, ''), source, model, valid_from);
CREATE INDEX price_organization_id_idx ON price (organization_id, id);

CREATE TABLE budget (
  id uuid PRIMARY KEY,
  organization_id text NOT NULL,
  name text NOT NULL,
  scope text NOT NULL,
  subject text,
  unit text NOT NULL,
  amount bigint NOT NULL CHECK (amount >= 0),
  period text NOT NULL,
  time_zone text NOT NULL,
  alert_percents integer[] NOT NULL,
  blocks boolean NOT NULL,
  is_enabled boolean NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now()
);
CREATE INDEX budget_organization_id_idx ON budget (organization_id, id);

-- Raised whenever the counters of an organization are built anew. A ledger row carries the one it was written under: rows of an
-- earlier epoch are in the sums the counters were built from.
CREATE TABLE budget_epoch (
  organization_id text PRIMARY KEY,
  epoch bigint NOT NULL DEFAULT 1
);

-- Somebody was told, once per window.
CREATE TABLE budget_alert (
  budget_id uuid NOT NULL,
  subject text NOT NULL,
  window_starts_at timestamptz(3) NOT NULL,
  percent integer NOT NULL,
  told_at timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (budget_id, subject, window_starts_at, percent)
);

CREATE TABLE optimization_rule (
  id uuid PRIMARY KEY,
  organization_id text NOT NULL,
  name text NOT NULL,
  priority integer NOT NULL,
  condition jsonb NOT NULL,
  target jsonb NOT NULL,
  is_enabled boolean NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now()
);
CREATE INDEX optimization_rule_organization_id_idx ON optimization_rule (organization_id, priority, id);

-- One row for every call to a model. Append only.
CREATE TABLE ledger (
  organization_id text NOT NULL,
  call_id uuid NOT NULL,
  epoch bigint NOT NULL,
  at timestamptz(3) NOT NULL,
  recorded_at timestamptz(3) NOT NULL DEFAULT now(),
  source text NOT NULL,
  outcome text NOT NULL,
  profile_id uuid,
  principal_kind text NOT NULL,
  principal_id uuid NOT NULL,
  token_id uuid,
  team_ids uuid[] NOT NULL,
  requested_provider text,
  requested_model text,
  used_provider text,
  used_model text,
  rule_id uuid,
  input_tokens bigint,
  cached_input_tokens bigint,
  cache_write_tokens bigint,
  output_tokens bigint,
  reasoning_tokens bigint,
  cost bigint,
  baseline bigint,
  -- What the call was planned with, for the simulation of rules.
  facts jsonb,
  PRIMARY KEY (organization_id, call_id)
);
CREATE INDEX ledger_organization_id_at_idx ON ledger (organization_id, at, call_id);

-- Sums of one hour (UTC) by one dimension. Written in the same transaction as the ledger.
CREATE TABLE statistic (
  organization_id text NOT NULL,
  dimension text NOT NULL,
  hour timestamptz(3) NOT NULL,
  key text NOT NULL,
  calls bigint NOT NULL,
  failed bigint NOT NULL,
  blocked bigint NOT NULL,
  input_tokens bigint NOT NULL,
  cached_input_tokens bigint NOT NULL,
  output_tokens bigint NOT NULL,
  cost bigint NOT NULL,
  saved bigint NOT NULL,
  PRIMARY KEY (organization_id, dimension, hour, key)
);

CREATE TABLE outbox (id uuid PRIMARY KEY, subject text NOT NULL, payload jsonb NOT NULL, created_at timestamptz NOT NULL DEFAULT now());

-- What a call counts for: the one definition of the dimensions of `statistic` and of budgets. A call counts for each of its teams.
-- In PL/pgSQL because the planner of PostgreSQL 15 fails on some queries that it inlines the union into.
CREATE FUNCTION ledger_keys(l ledger) RETURNS TABLE (dimension text, key text) LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  RETURN QUERY VALUES
    ('organization', 'all'),
    ('user', CASE WHEN l.principal_kind = 'user' THEN l.principal_id::text ELSE 'none' END),
    ('profile', coalesce(l.profile_id::text, 'none')),
    ('token', coalesce(l.token_id::text, 'none')),
    ('model', coalesce(l.used_provider || ':' || l.used_model, 'none')),
    ('source', l.source);
  IF cardinality(l.team_ids) = 0 THEN
    RETURN QUERY VALUES ('team', 'none');
  ELSE
    RETURN QUERY SELECT DISTINCT 'team', team::text FROM unnest(l.team_ids) AS team;
  END IF;
END
$$;
