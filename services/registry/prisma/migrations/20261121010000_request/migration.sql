-- Same text as canonicalJson() in src/tool/canonical-json.ts: digests of versions made here must equal those made there.
CREATE FUNCTION canonical(value jsonb) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  RETURN CASE jsonb_typeof(value)
    WHEN 'object' THEN '{' || coalesce((SELECT string_agg(to_json(m.key)::text || ':' || canonical(m.value), ',' ORDER BY m.key COLLATE "C") FROM jsonb_each(value) m), '') || '}'
    WHEN 'array' THEN '[' || coalesce((SELECT string_agg(canonical(m.value), ',' ORDER BY m.ordinality) FROM jsonb_array_elements(value) WITH ORDINALITY m), '') || ']'
    ELSE value::text
  END;
END $$;

-- "May open connections at all" becomes a list of hosts: every public host, or none.
CREATE FUNCTION converted(source jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN source->>'kind' = 'package' THEN
    (source - 'network') || jsonb_build_object(
      'egressHosts', CASE WHEN source->'network' = 'true' THEN '["*"]'::jsonb ELSE '[]'::jsonb END,
      'limits', '{}'::jsonb)
  ELSE source END $$;

UPDATE catalog_item SET source = converted(source);
UPDATE installation SET source = converted(source);

ALTER TABLE catalog_item
  ADD COLUMN labels text[] NOT NULL DEFAULT '{}',
  ADD COLUMN owner_id uuid,
  ADD COLUMN visible_to_everyone boolean NOT NULL DEFAULT true,
  ADD COLUMN team_ids uuid[] NOT NULL DEFAULT '{}',
  ADD COLUMN kind text,
  ADD COLUMN latest_version_id uuid,
  ADD COLUMN version_count integer NOT NULL DEFAULT 1,
  ADD COLUMN tool_names text[] NOT NULL DEFAULT '{}',
  -- Words with weights: A name and title, B labels, C tools, D description. Made by src/db/search.ts.
  ADD COLUMN words tsvector NOT NULL DEFAULT '',
  ADD COLUMN updated_at timestamptz(3) NOT NULL DEFAULT now();
UPDATE catalog_item SET
  kind = source->>'kind',
  latest_version_id = gen_random_uuid(),
  words = setweight(to_tsvector('simple', name || ' ' || title), 'A') || setweight(to_tsvector('simple', description), 'D');

CREATE TABLE catalog_version (
  id uuid PRIMARY KEY,
  organization_id uuid NOT NULL,
  catalog_item_id uuid NOT NULL,
  version text NOT NULL,
  source jsonb NOT NULL,
  fields jsonb NOT NULL,
  digest text NOT NULL,
  created_by uuid,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  CONSTRAINT catalog_version_organization_id_catalog_item_id_fkey FOREIGN KEY (organization_id, catalog_item_id)
    REFERENCES catalog_item (organization_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX catalog_version_organization_id_catalog_item_id_version_key ON catalog_version (organization_id, catalog_item_id, version);
CREATE UNIQUE INDEX catalog_version_organization_id_id_key ON catalog_version (organization_id, id);
INSERT INTO catalog_version (id, organization_id, catalog_item_id, version, source, fields, digest, created_at)
  SELECT latest_version_id, organization_id, id, '1.0.0', source, '[]',
         encode(sha256(convert_to(canonical(jsonb_build_object('source', source, 'fields', '[]'::jsonb)), 'UTF8')), 'hex'),
         created_at
    FROM catalog_item;
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a catalog version is never changed';
END $$;
CREATE TRIGGER catalog_version_is_immutable BEFORE UPDATE ON catalog_version
  FOR EACH ROW EXECUTE FUNCTION refuse_change();

ALTER TABLE catalog_item
  ALTER COLUMN kind SET NOT NULL,
  ALTER COLUMN latest_version_id SET NOT NULL,
  DROP COLUMN source;
-- Also over all organizations: a word is looked up first, its few items are then narrowed to one organization.
CREATE INDEX catalog_item_words_idx ON catalog_item USING gin (words);

ALTER TABLE installation
  ADD COLUMN catalog_version_id uuid,
  ADD COLUMN version text NOT NULL DEFAULT '1.0.0',
  ADD COLUMN fields jsonb NOT NULL DEFAULT '[]',
  ADD COLUMN configuration jsonb NOT NULL DEFAULT '{}',
  ADD COLUMN adopts jsonb;
UPDATE installation i SET catalog_version_id = c.latest_version_id
  FROM catalog_item c WHERE c.organization_id = i.organization_id AND c.id = i.catalog_item_id;
ALTER TABLE installation
  ALTER COLUMN catalog_version_id SET NOT NULL,
  ALTER COLUMN version DROP DEFAULT;

-- `definition` and `pin` are the accepted ones from now on; what differs waits beside them.
ALTER TABLE tool
  ADD COLUMN present boolean NOT NULL DEFAULT true,
  ADD COLUMN pending_definition text,
  ADD COLUMN pending_pin text,
  ADD COLUMN is_rejected boolean NOT NULL DEFAULT false,
  ADD COLUMN changed_at timestamptz(3);
-- A grant of another definition than the one the server gave last was withheld; it stays so, as a change to review would
-- need the granted definition, which was not kept.
DELETE FROM profile_grant g USING tool t
 WHERE t.organization_id = g.organization_id AND t.installation_id = g.installation_id AND t.name = g.tool AND t.pin <> g.pin;
CREATE INDEX tool_changed_idx ON tool (organization_id, installation_id, name) WHERE changed_at IS NOT NULL;

ALTER TABLE profile
  ADD COLUMN owner_id uuid,
  ADD COLUMN access_everyone boolean NOT NULL DEFAULT false,
  ADD COLUMN access_team_ids uuid[] NOT NULL DEFAULT '{}',
  ADD COLUMN access_user_ids uuid[] NOT NULL DEFAULT '{}';
-- Until now everybody of the organization could use every profile.
UPDATE profile SET access_everyone = true;

CREATE TABLE server_request (
  id uuid PRIMARY KEY,
  organization_id uuid NOT NULL,
  origin text NOT NULL,
  requester_id uuid,
  catalog_item_id uuid,
  draft jsonb NOT NULL,
  configuration jsonb NOT NULL,
  reason text NOT NULL,
  profile_ids uuid[] NOT NULL,
  status text NOT NULL,
  status_message text NOT NULL,
  revision integer NOT NULL DEFAULT 1,
  trial_id uuid NOT NULL,
  -- JSON text: a server said it, so it may hold what jsonb refuses.
  evidence text,
  collect_after timestamptz(3) NOT NULL DEFAULT now(),
  failures integer NOT NULL DEFAULT 0,
  installation_id uuid,
  -- What the reviewer saw and allowed: names of tools with their pins, as JSON text.
  reviewed_tools text,
  proposal jsonb,
  proposal_uid text,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  updated_at timestamptz(3) NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX server_request_organization_id_id_key ON server_request (organization_id, id);
CREATE INDEX server_request_organization_id_requester_id_idx ON server_request (organization_id, requester_id, id);
CREATE INDEX server_request_organization_id_proposal_uid_idx ON server_request (organization_id, proposal_uid);
CREATE INDEX server_request_organization_id_installation_id_idx ON server_request (organization_id, installation_id);
-- The sweep asks over all organizations.
CREATE INDEX server_request_collect_after_idx ON server_request (collect_after) WHERE status IN ('collecting', 'approved');

CREATE TABLE request_note (
  id uuid PRIMARY KEY,
  organization_id uuid NOT NULL,
  request_id uuid NOT NULL,
  author_id uuid,
  kind text NOT NULL,
  text text NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  CONSTRAINT request_note_organization_id_request_id_fkey FOREIGN KEY (organization_id, request_id)
    REFERENCES server_request (organization_id, id) ON DELETE CASCADE
);
CREATE INDEX request_note_organization_id_request_id_idx ON request_note (organization_id, request_id, id);

DROP FUNCTION canonical(jsonb);
DROP FUNCTION converted(jsonb);
