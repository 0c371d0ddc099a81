-- Providers of models. A key is kept sealed (AES-256-GCM under PROVIDER_KEY); only the gateway opens it.
CREATE TABLE provider (
  id              uuid PRIMARY KEY,
  organization_id uuid NOT NULL,
  name            text NOT NULL,
  preset          text NOT NULL,
  dialect         text NOT NULL,
  base_url        text NOT NULL,
  sealed_key      text,
  key_hint        text,
  price_source    text,
  models          jsonb NOT NULL,
  allows_unlisted boolean NOT NULL,
  fallbacks       jsonb NOT NULL,
  is_enabled      boolean NOT NULL,
  checked_at      timestamptz(3),
  check_error     text,
  created_at      timestamptz(3) NOT NULL DEFAULT now(),
  updated_at      timestamptz(3) NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX provider_organization_id_name_key ON provider (organization_id, name);

-- Which models are used when nobody names one.
CREATE TABLE model_default (
  organization_id uuid PRIMARY KEY,
  chat            jsonb,
  quarantine      jsonb
);
