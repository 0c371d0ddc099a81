CREATE TABLE organization (
  id uuid PRIMARY KEY,
  created_at timestamptz(3) NOT NULL DEFAULT now()
);

CREATE TABLE catalog_item (
  id uuid PRIMARY KEY,
  organization_id uuid NOT NULL,
  name text NOT NULL,
  title text NOT NULL,
  description text NOT NULL,
  source jsonb NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX catalog_item_organization_id_name_key ON catalog_item (organization_id, name);
CREATE UNIQUE INDEX catalog_item_organization_id_id_key ON catalog_item (organization_id, id);

CREATE TABLE installation (
  id uuid PRIMARY KEY,
  organization_id uuid NOT NULL,
  catalog_item_id uuid NOT NULL,
  name text NOT NULL,
  title text NOT NULL,
  description text NOT NULL,
  source jsonb NOT NULL,
  status text NOT NULL DEFAULT 'pending',
  status_message text NOT NULL DEFAULT '',
  facts text,
  generation integer NOT NULL DEFAULT 1,
  epoch integer NOT NULL DEFAULT 1,
  last_fact_at timestamptz(3),
  last_fact_id text,
  discovery_due boolean NOT NULL DEFAULT true,
  discover_after timestamptz(3) NOT NULL DEFAULT now(),
  failures integer NOT NULL DEFAULT 0,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  updated_at timestamptz(3) NOT NULL DEFAULT now(),
  CONSTRAINT installation_organization_id_catalog_item_id_fkey FOREIGN KEY (organization_id, catalog_item_id)
    REFERENCES catalog_item (organization_id, id) ON DELETE RESTRICT
);
CREATE UNIQUE INDEX installation_organization_id_name_key ON installation (organization_id, name);
CREATE UNIQUE INDEX installation_organization_id_id_key ON installation (organization_id, id);
CREATE INDEX installation_organization_id_catalog_item_id_idx ON installation (organization_id, catalog_item_id);
-- The sweep asks over all organizations, so this one index does not begin with the organization.
CREATE INDEX installation_discover_after_idx ON installation (discover_after);

CREATE TABLE tool (
  organization_id uuid NOT NULL,
  installation_id uuid NOT NULL,
  name text NOT NULL,
  position integer NOT NULL,
  definition text NOT NULL,
  pin text NOT NULL,
  CONSTRAINT tool_pkey PRIMARY KEY (organization_id, installation_id, name),
  CONSTRAINT tool_organization_id_installation_id_fkey FOREIGN KEY (organization_id, installation_id)
    REFERENCES installation (organization_id, id) ON DELETE CASCADE
);

CREATE TABLE profile (
  id uuid PRIMARY KEY,
  organization_id uuid NOT NULL,
  name text NOT NULL,
  description text NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  updated_at timestamptz(3) NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX profile_organization_id_name_key ON profile (organization_id, name);
CREATE UNIQUE INDEX profile_organization_id_id_key ON profile (organization_id, id);

CREATE TABLE profile_grant (
  organization_id uuid NOT NULL,
  profile_id uuid NOT NULL,
  installation_id uuid NOT NULL,
  tool text NOT NULL,
  pin text NOT NULL,
  CONSTRAINT profile_grant_pkey PRIMARY KEY (organization_id, profile_id, installation_id, tool),
  CONSTRAINT profile_grant_organization_id_profile_id_fkey FOREIGN KEY (organization_id, profile_id)
    REFERENCES profile (organization_id, id) ON DELETE CASCADE,
  CONSTRAINT profile_grant_organization_id_installation_id_fkey FOREIGN KEY (organization_id, installation_id)
    REFERENCES installation (organization_id, id) ON DELETE CASCADE
);
CREATE INDEX profile_grant_organization_id_installation_id_idx ON profile_grant (organization_id, installation_id);

CREATE TABLE outbox (id uuid PRIMARY KEY, subject text NOT NULL, payload jsonb NOT NULL, created_at timestamptz NOT NULL DEFAULT now());
