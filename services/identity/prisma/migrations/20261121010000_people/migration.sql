-- The first organization operates the platform; there is one at most.
ALTER TABLE organization ADD COLUMN is_operator boolean NOT NULL DEFAULT false;
UPDATE organization SET is_operator = true
  WHERE id = (SELECT id FROM organization ORDER BY created_at, id LIMIT 1);
CREATE UNIQUE INDEX organization_is_operator_key ON organization (is_operator) WHERE is_operator;

CREATE TABLE role (
  id uuid PRIMARY KEY,
  organization_id uuid NOT NULL REFERENCES organization (id) ON UPDATE CASCADE ON DELETE RESTRICT,
  name text NOT NULL,
  description text NOT NULL,
  permissions text[] NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX role_organization_id_id_key ON role (organization_id, id);
CREATE UNIQUE INDEX role_organization_id_name_key ON role (organization_id, lower(name));

-- A role is a built-in name or the id of a custom role. The generated column lets PostgreSQL itself refuse a role that is
-- not there, is of another organization, or is deleted while somebody has it.
ALTER TABLE "user" DROP CONSTRAINT user_role_check;
ALTER TABLE "user" ADD CONSTRAINT user_role_check
  CHECK (role IN ('admin', 'editor', 'member', 'auditor') OR role ~ '^[0-9a-f-]{36}$');
ALTER TABLE "user" ADD COLUMN is_active boolean NOT NULL DEFAULT true;
ALTER TABLE "user" ADD COLUMN role_id uuid GENERATED ALWAYS AS (CASE WHEN length(role) = 36 THEN role::uuid END) STORED;
ALTER TABLE "user" ADD FOREIGN KEY (organization_id, role_id) REFERENCES role (organization_id, id);
CREATE INDEX user_organization_id_role_id_idx ON "user" (organization_id, role_id);

CREATE TABLE team (
  id uuid PRIMARY KEY,
  organization_id uuid NOT NULL REFERENCES organization (id) ON UPDATE CASCADE ON DELETE RESTRICT,
  name text NOT NULL,
  description text NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX team_organization_id_id_key ON team (organization_id, id);
CREATE UNIQUE INDEX team_organization_id_name_key ON team (organization_id, name);

CREATE TABLE team_member (
  organization_id uuid NOT NULL,
  team_id uuid NOT NULL,
  user_id uuid NOT NULL,
  is_lead boolean NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (organization_id, team_id, user_id),
  FOREIGN KEY (organization_id, team_id) REFERENCES team (organization_id, id) ON UPDATE CASCADE ON DELETE CASCADE,
  FOREIGN KEY (organization_id, user_id) REFERENCES "user" (organization_id, id) ON UPDATE CASCADE ON DELETE CASCADE
);
CREATE INDEX team_member_organization_id_user_id_idx ON team_member (organization_id, user_id);

CREATE TABLE invitation (
  id uuid PRIMARY KEY,
  organization_id uuid NOT NULL REFERENCES organization (id) ON UPDATE CASCADE ON DELETE RESTRICT,
  email text NOT NULL,
  role text NOT NULL CHECK (role IN ('admin', 'editor', 'member', 'auditor') OR role ~ '^[0-9a-f-]{36}$'),
  role_id uuid GENERATED ALWAYS AS (CASE WHEN length(role) = 36 THEN role::uuid END) STORED,
  team_ids uuid[] NOT NULL,
  hash text NOT NULL,
  -- Null when nobody of this organization invited: its first administrator.
  invited_by uuid,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  expires_at timestamptz(3) NOT NULL,
  FOREIGN KEY (organization_id, role_id) REFERENCES role (organization_id, id)
);
-- Across organizations: the secret is all an invited person shows.
CREATE UNIQUE INDEX invitation_hash_key ON invitation (hash);
CREATE UNIQUE INDEX invitation_organization_id_email_key ON invitation (organization_id, email);

-- A token acts for a person, for a team, or for itself. The row of a team's token outlives its team, as a revoked one:
-- every replica has to hear of the revocation.
ALTER TABLE token ALTER COLUMN user_id DROP NOT NULL;
ALTER TABLE token ADD COLUMN kind text NOT NULL DEFAULT 'user' CHECK (kind IN ('user', 'team', 'service'));
ALTER TABLE token ADD COLUMN team_id uuid;
ALTER TABLE token ADD COLUMN scopes jsonb;
ALTER TABLE token ADD COLUMN profile_ids jsonb;
ALTER TABLE token ADD COLUMN created_by uuid;
UPDATE token SET created_by = user_id;
ALTER TABLE token ADD CONSTRAINT token_owner_check CHECK (
  (kind = 'user') = (user_id IS NOT NULL) AND (kind = 'team') = (team_id IS NOT NULL) AND (kind = 'user' OR scopes IS NOT NULL)
);
CREATE INDEX token_organization_id_kind_team_id_id_idx ON token (organization_id, kind, team_id, id);
