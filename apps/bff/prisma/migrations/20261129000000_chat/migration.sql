CREATE TABLE chat (
  id uuid PRIMARY KEY,
  organization_id uuid NOT NULL,
  user_id uuid NOT NULL,
  title text NOT NULL,
  title_by text NOT NULL DEFAULT 'words' CHECK (title_by IN ('words', 'model', 'person')),
  profile_id uuid,
  provider text,
  model text,
  disabled_tools jsonb NOT NULL DEFAULT '[]',
  leaf_id uuid,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  updated_at timestamptz(3) NOT NULL DEFAULT now(),
  CHECK ((provider IS NULL) = (model IS NULL))
);
CREATE INDEX chat_organization_id_user_id_updated_at_id_idx ON chat (organization_id, user_id, updated_at DESC, id DESC);

-- PostgreSQL refuses a tsvector of more than 1 MiB: the first 100,000 characters of a message are found.
CREATE TABLE message (
  chat_id uuid NOT NULL REFERENCES chat (id) ON DELETE CASCADE,
  id uuid NOT NULL,
  parent_id uuid,
  role text NOT NULL CHECK (role IN ('user', 'assistant')),
  parts jsonb NOT NULL,
  text text NOT NULL,
  state text NOT NULL CHECK (state IN ('complete', 'running', 'stopped', 'failed')),
  provider text,
  model text,
  usage jsonb,
  error jsonb,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  words tsvector GENERATED ALWAYS AS (to_tsvector('simple', left(text, 100000))) STORED,
  PRIMARY KEY (chat_id, id),
  FOREIGN KEY (chat_id, parent_id) REFERENCES message (chat_id, id)
);
CREATE INDEX message_words_idx ON message USING gin (words);
CREATE INDEX message_chat_id_parent_id_idx ON message (chat_id, parent_id);

CREATE TABLE run (
  id uuid PRIMARY KEY,
  chat_id uuid NOT NULL REFERENCES chat (id) ON DELETE CASCADE,
  message_id uuid NOT NULL,
  organization_id uuid NOT NULL,
  user_id uuid NOT NULL,
  state text NOT NULL CHECK (state IN ('running', 'waiting', 'complete', 'stopped', 'failed')),
  epoch integer NOT NULL DEFAULT 0,
  lease_owner uuid,
  lease_until timestamptz(3) NOT NULL,
  is_stop_requested boolean NOT NULL DEFAULT false,
  steps integer NOT NULL DEFAULT 0,
  started_at timestamptz(3) NOT NULL DEFAULT now(),
  ended_at timestamptz(3)
);
CREATE INDEX run_chat_id_idx ON run (chat_id);
-- One answer at a time in a chat, whatever races.
CREATE UNIQUE INDEX run_active_chat_id_key ON run (chat_id) WHERE state IN ('running', 'waiting');
CREATE INDEX run_active_lease_until_idx ON run (lease_until) WHERE state IN ('running', 'waiting');

CREATE TABLE prompt (
  id uuid PRIMARY KEY,
  organization_id uuid NOT NULL,
  owner_id uuid NOT NULL,
  name text NOT NULL,
  title text NOT NULL,
  text text NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  updated_at timestamptz(3) NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX prompt_organization_id_name_key ON prompt (organization_id, name);
