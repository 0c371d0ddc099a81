CREATE TABLE llm_call (
  organization_id text NOT NULL,
  id uuid NOT NULL,
  at timestamptz(3) NOT NULL,
  outcome text NOT NULL,
  source text NOT NULL,
  operation text NOT NULL,
  is_streamed boolean NOT NULL,
  requested_model text NOT NULL,
  used_model text,
  rule_id uuid,
  profile_id uuid,
  profile_name text,
  principal text NOT NULL,
  user_name text NOT NULL,
  client_name text NOT NULL,
  input_tokens bigint,
  output_tokens bigint,
  tool_calls integer NOT NULL,
  held_tool_calls integer NOT NULL,
  attempts integer NOT NULL,
  duration_us bigint NOT NULL,
  error jsonb,
  event jsonb NOT NULL,
  recorded_at timestamptz(3) NOT NULL DEFAULT now(),
  -- As in tool_call: `at` comes from the event, a second delivery brings the same one.
  PRIMARY KEY (organization_id, id, at)
) PARTITION BY RANGE (at);
CREATE INDEX llm_call_organization_id_at_id_idx ON llm_call (organization_id, at DESC, id DESC);
CREATE INDEX llm_call_organization_id_principal_at_id_idx ON llm_call (organization_id, principal, at DESC, id DESC);
CREATE TABLE llm_call_default PARTITION OF llm_call DEFAULT;
