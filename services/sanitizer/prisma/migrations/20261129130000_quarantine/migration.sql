CREATE TABLE quarantined_result (
  id uuid NOT NULL,
  organization_id uuid NOT NULL,
  call_id text NOT NULL,
  session_id text NOT NULL,
  profile_id uuid,
  principal text NOT NULL,
  server_id uuid NOT NULL,
  server_name text NOT NULL,
  tool text NOT NULL,
  policy_id uuid,
  reason text NOT NULL,
  bytes integer NOT NULL,
  content_digest text NOT NULL,
  key_id text,
  sealed bytea,
  status text NOT NULL,
  answers jsonb NOT NULL DEFAULT '[]',
  bits double precision NOT NULL DEFAULT 0,
  shown text NOT NULL,
  at timestamptz(3) NOT NULL DEFAULT now(),
  decided_by uuid,
  decided_at timestamptz(3),
  CONSTRAINT quarantined_result_pkey PRIMARY KEY (id),
  CONSTRAINT quarantined_result_status CHECK (status IN ('withheld', 'summarized', 'released', 'deleted')),
  CONSTRAINT quarantined_result_key CHECK ((key_id IS NULL) = (sealed IS NULL))
);
-- The same result in the same session is one entry, however often it comes.
CREATE UNIQUE INDEX quarantined_result_content_key
  ON quarantined_result (organization_id, session_id, server_id, tool, content_digest);
CREATE INDEX quarantined_result_organization_id_status_idx ON quarantined_result (organization_id, status, id);
CREATE INDEX quarantined_result_at_idx ON quarantined_result (at);
CREATE INDEX quarantined_result_released_idx ON quarantined_result (organization_id, server_id, tool, content_digest)
  WHERE status = 'released';

CREATE TABLE dual_llm_answer (
  organization_id uuid NOT NULL,
  content_digest text NOT NULL,
  questions_digest text NOT NULL,
  answers jsonb NOT NULL,
  at timestamptz(3) NOT NULL DEFAULT now(),
  CONSTRAINT dual_llm_answer_pkey PRIMARY KEY (organization_id, content_digest, questions_digest)
);
CREATE INDEX dual_llm_answer_at_idx ON dual_llm_answer (at);
