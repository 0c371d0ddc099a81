-- A conversation with a model may go through no profile, and a result may belong to no server.
ALTER TABLE session_event ALTER COLUMN profile_id DROP NOT NULL;
ALTER TABLE session_event ALTER COLUMN server_id DROP NOT NULL;
ALTER TABLE session_event
  ADD COLUMN sources jsonb,
  ADD COLUMN tool_call_id text,
  ADD COLUMN content_hash text,
  ADD COLUMN tool jsonb;
CREATE INDEX session_event_sources_idx ON session_event (organization_id, session_id, seq) WHERE sources IS NOT NULL;
CREATE INDEX session_event_tool_call_idx ON session_event (organization_id, session_id, seq) WHERE tool_call_id IS NOT NULL;
