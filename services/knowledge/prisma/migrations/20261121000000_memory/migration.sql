CREATE TABLE memory (
  organization_id uuid NOT NULL,
  user_id uuid NOT NULL,
  name text NOT NULL,
  value text NOT NULL,
  size_bytes integer NOT NULL,
  updated_at timestamptz(3) NOT NULL DEFAULT now(),
  CONSTRAINT memory_pkey PRIMARY KEY (organization_id, user_id, name)
);

CREATE TABLE outbox (id uuid PRIMARY KEY, subject text NOT NULL, payload jsonb NOT NULL, created_at timestamptz NOT NULL DEFAULT now());
