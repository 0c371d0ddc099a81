CREATE TABLE tool_contract (
  organization_id uuid NOT NULL,
  server_id uuid NOT NULL,
  tool text NOT NULL,
  effect text NOT NULL,
  integrity text NOT NULL,
  audience jsonb NOT NULL,
  updated_at timestamptz(3) NOT NULL DEFAULT now(),
  CONSTRAINT tool_contract_pkey PRIMARY KEY (organization_id, server_id, tool)
);

CREATE TABLE block_rule (
  id uuid NOT NULL,
  organization_id uuid NOT NULL,
  server_id uuid NOT NULL,
  tool text,
  profile_id uuid,
  note text NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  CONSTRAINT block_rule_pkey PRIMARY KEY (id)
);
CREATE INDEX block_rule_organization_id_server_id_idx ON block_rule (organization_id, server_id);

CREATE TABLE policy_version (
  id integer NOT NULL DEFAULT 1,
  version bigint NOT NULL DEFAULT 0,
  CONSTRAINT policy_version_pkey PRIMARY KEY (id),
  CONSTRAINT policy_version_single CHECK (id = 1)
);
INSERT INTO policy_version DEFAULT VALUES;

CREATE TABLE session_event (
  organization_id uuid NOT NULL,
  session_id text NOT NULL,
  seq integer NOT NULL,
  call_id text NOT NULL,
  profile_id uuid NOT NULL,
  server_id uuid NOT NULL,
  kind text NOT NULL,
  name text NOT NULL,
  outcome text NOT NULL,
  reason text,
  label jsonb,
  state jsonb NOT NULL,
  at timestamptz(3) NOT NULL,
  CONSTRAINT session_event_pkey PRIMARY KEY (organization_id, session_id, seq)
);

CREATE TABLE writer_lease (
  id integer NOT NULL DEFAULT 1,
  holder uuid NOT NULL,
  home text NOT NULL,
  pid integer NOT NULL,
  epoch bigint NOT NULL,
  started_at timestamptz(3) NOT NULL DEFAULT now(),
  beat_at timestamptz(3) NOT NULL DEFAULT now(),
  stopped_at timestamptz(3),
  CONSTRAINT writer_lease_pkey PRIMARY KEY (id),
  CONSTRAINT writer_lease_single CHECK (id = 1)
);

CREATE TABLE outbox (id uuid PRIMARY KEY, subject text NOT NULL, payload jsonb NOT NULL, created_at timestamptz NOT NULL DEFAULT now());
