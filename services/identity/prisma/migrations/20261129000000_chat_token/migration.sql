-- Tokens the platform holds for minutes while it answers a person's chat.
ALTER TABLE token ADD COLUMN purpose text CHECK (purpose = 'chat');
CREATE INDEX token_purpose_idx ON token (user_id, expires_at) WHERE purpose IS NOT NULL;
