-- Arguments and path are text, not jsonb: they may hold U+0000, and are shown exactly as they would be sent.
CREATE TABLE approval (
  id uuid NOT NULL,
  organization_id uuid NOT NULL,
  session_id text NOT NULL,
  profile_id uuid,
  principal text NOT NULL,
  server_id uuid NOT NULL,
  server_name text NOT NULL,
  tool text NOT NULL,
  arguments text NOT NULL,
  digest text NOT NULL,
  reason text NOT NULL,
  message text NOT NULL,
  path text NOT NULL,
  previous_arguments text,
  status text NOT NULL DEFAULT 'pending',
  requested_at timestamptz(3) NOT NULL DEFAULT now(),
  expires_at timestamptz(3) NOT NULL,
  decided_by uuid,
  decided_at timestamptz(3),
  note text,
  announced_at timestamptz(3),
  used_at timestamptz(3),
  CONSTRAINT approval_pkey PRIMARY KEY (id),
  CONSTRAINT approval_status CHECK (status IN ('pending', 'approved', 'declined', 'used', 'expired'))
);
-- One open question for one call.
CREATE UNIQUE INDEX approval_open_key ON approval (organization_id, principal, session_id, digest)
  WHERE status IN ('pending', 'approved');
CREATE INDEX approval_call_idx ON approval (organization_id, principal, session_id, digest);
CREATE INDEX approval_organization_id_principal_idx ON approval (organization_id, principal, id);
CREATE INDEX approval_organization_id_server_id_tool_idx ON approval (organization_id, server_id, tool, decided_at);
CREATE INDEX approval_expires_at_idx ON approval (expires_at) WHERE status IN ('pending', 'approved');
