-- A row without it was written before contracts said more than effect and label.
ALTER TABLE tool_contract ADD COLUMN contract jsonb;

CREATE TABLE tool_policy (
  id uuid NOT NULL,
  organization_id uuid NOT NULL,
  kind text NOT NULL,
  server_id uuid NOT NULL,
  tool text,
  profile_id uuid,
  conditions jsonb NOT NULL,
  action text NOT NULL,
  note text NOT NULL,
  is_enabled boolean NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  CONSTRAINT tool_policy_pkey PRIMARY KEY (id),
  CONSTRAINT tool_policy_kind CHECK (kind IN ('invocation', 'result'))
);
CREATE INDEX tool_policy_organization_id_kind_idx ON tool_policy (organization_id, kind);

CREATE TABLE dual_llm_settings (
  organization_id uuid NOT NULL,
  is_enabled boolean NOT NULL,
  max_rounds integer NOT NULL,
  max_session_bits double precision NOT NULL,
  max_source_bits double precision NOT NULL,
  updated_at timestamptz(3) NOT NULL DEFAULT now(),
  CONSTRAINT dual_llm_settings_pkey PRIMARY KEY (organization_id)
);
