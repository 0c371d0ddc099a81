CREATE TABLE credential (
  id uuid PRIMARY KEY,
  organization_id uuid NOT NULL,
  server_id uuid NOT NULL,
  scope text NOT NULL CHECK (scope IN ('personal', 'team', 'organization')),
  owner_id uuid NOT NULL,
  fields text[] NOT NULL,
  key_id text NOT NULL,
  wrapped_key bytea NOT NULL,
  sealed bytea NOT NULL,
  revision integer NOT NULL DEFAULT 1,
  created_by uuid NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  updated_at timestamptz(3) NOT NULL DEFAULT now(),
  last_used_at timestamptz(3)
);
CREATE UNIQUE INDEX credential_organization_id_server_id_scope_owner_id_key ON credential (organization_id, server_id, scope, owner_id);
CREATE INDEX credential_organization_id_key_id_id_idx ON credential (organization_id, key_id, id);
CREATE INDEX credential_organization_id_scope_owner_id_idx ON credential (organization_id, scope, owner_id);

CREATE TABLE outbox (id uuid PRIMARY KEY, subject text NOT NULL, payload jsonb NOT NULL, created_at timestamptz NOT NULL DEFAULT now());
