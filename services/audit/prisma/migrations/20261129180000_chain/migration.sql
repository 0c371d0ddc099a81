-- Every record is a link in the chain of its organization: whoever changes, removes, adds or swaps records is found out.
CREATE TABLE chain (
  organization_id text NOT NULL,
  seq bigint NOT NULL,
  -- The table of the record, and with `id` and `at` its key there.
  kind text NOT NULL,
  id text COLLATE "C" NOT NULL,
  at timestamptz(3) NOT NULL,
  -- SHA-256 in hex: of the record's text, and of this link with the hash of the one before.
  digest text NOT NULL,
  hash text NOT NULL,
  PRIMARY KEY (organization_id, seq)
);
CREATE INDEX chain_organization_id_kind_id_idx ON chain (organization_id, kind, id, seq DESC);

CREATE TABLE chain_head (
  organization_id text PRIMARY KEY,
  seq bigint NOT NULL,
  hash text NOT NULL
);

CREATE TABLE checkpoint (
  organization_id text NOT NULL,
  seq bigint NOT NULL,
  hash text NOT NULL,
  -- As it was signed.
  at text NOT NULL,
  signature text NOT NULL,
  PRIMARY KEY (organization_id, seq)
);

-- Milliseconds since 1970: the same in every time zone and every version of PostgreSQL.
CREATE FUNCTION epoch_ms(at timestamptz) RETURNS bigint LANGUAGE sql IMMUTABLE
  RETURN (extract(epoch FROM at) * 1000)::bigint;

-- What a record says, as the text its digest is taken of. A column that is added later is not part of it; one that is part of it
-- never changes its meaning.
CREATE FUNCTION record_text(r tool_call) RETURNS text LANGUAGE sql IMMUTABLE
  RETURN jsonb_build_object('organization_id', r.organization_id, 'id', r.id, 'at', epoch_ms(r.at), 'outcome', r.outcome,
    'decision', r.decision, 'method', r.method, 'name', r.name, 'server_name', r.server_name, 'profile_id', r.profile_id,
    'profile_name', r.profile_name, 'principal', r.principal, 'user_name', r.user_name, 'client_name', r.client_name,
    'is_error', r.is_error, 'duration_us', r.duration_us, 'repeated', r.repeated, 'error', r.error, 'event', r.event)::text;
CREATE FUNCTION record_text(r llm_call) RETURNS text LANGUAGE sql IMMUTABLE
  RETURN jsonb_build_object('organization_id', r.organization_id, 'id', r.id, 'at', epoch_ms(r.at), 'outcome', r.outcome,
    'source', r.source, 'operation', r.operation, 'is_streamed', r.is_streamed, 'requested_model', r.requested_model,
    'used_model', r.used_model, 'rule_id', r.rule_id, 'profile_id', r.profile_id, 'profile_name', r.profile_name,
    'principal', r.principal, 'user_name', r.user_name, 'client_name', r.client_name, 'input_tokens', r.input_tokens,
    'output_tokens', r.output_tokens, 'tool_calls', r.tool_calls, 'held_tool_calls', r.held_tool_calls, 'attempts', r.attempts,
    'duration_us', r.duration_us, 'error', r.error, 'event', r.event)::text;
CREATE FUNCTION record_text(r entry) RETURNS text LANGUAGE sql IMMUTABLE
  RETURN jsonb_build_object('organization_id', r.organization_id, 'id', r.id, 'at', epoch_ms(r.at), 'type', r.type,
    'principal', r.principal, 'data', r.data)::text;
CREATE FUNCTION record_text(r egress_attempt) RETURNS text LANGUAGE sql IMMUTABLE
  RETURN jsonb_build_object('organization_id', r.organization_id, 'id', r.id, 'at', epoch_ms(r.at), 'server_id', r.server_id,
    'instance', r.instance, 'host', r.host, 'port', r.port, 'address', r.address, 'verdict', r.verdict, 'reason', r.reason,
    'seen_by', r.seen_by, 'bytes_up', r.bytes_up, 'bytes_down', r.bytes_down, 'call_ids', to_jsonb(r.call_ids))::text;

CREATE FUNCTION sha256_hex(text text) RETURNS text LANGUAGE sql IMMUTABLE
  RETURN encode(sha256(convert_to(text, 'UTF8')), 'hex');

-- The same as `hashOf` in libs/record: lines of which texts are hex, so that nothing in them can pass for the end of a line.
CREATE FUNCTION link_hash(link chain, previous text) RETURNS text LANGUAGE sql IMMUTABLE
  RETURN sha256_hex(concat_ws(E'\n', encode(convert_to(link.organization_id, 'UTF8'), 'hex'), link.seq,
    encode(convert_to(link.kind, 'UTF8'), 'hex'), encode(convert_to(link.id, 'UTF8'), 'hex'), epoch_ms(link.at), link.digest, previous));

-- Appends records to the chains of their organizations: `[{"organization_id", "kind", "id", "at", "digest"}]`. One writer of a chain
-- at a time; chains are taken in one order, so that two writers never wait for each other in a circle.
CREATE FUNCTION append_links(records jsonb) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  link chain;
  head chain_head;
  count integer := 0;
BEGIN
  FOR link IN
    SELECT r.organization_id, 0, r.kind, r.id, r.at, r.digest, ''
    FROM jsonb_to_recordset(records) AS r (organization_id text, kind text, id text, at timestamptz(3), digest text)
    ORDER BY r.organization_id COLLATE "C", r.at, r.kind COLLATE "C", r.id COLLATE "C"
  LOOP
    IF head.organization_id IS DISTINCT FROM link.organization_id THEN
      UPDATE chain_head SET seq = head.seq, hash = head.hash WHERE chain_head.organization_id = head.organization_id;
      INSERT INTO chain_head VALUES (link.organization_id, 0, repeat('0', 64)) ON CONFLICT DO NOTHING;
      SELECT * INTO head FROM chain_head WHERE chain_head.organization_id = link.organization_id FOR UPDATE;
    END IF;
    head.seq := head.seq + 1;
    link.seq := head.seq;
    head.hash := link_hash(link, head.hash);
    link.hash := head.hash;
    INSERT INTO chain SELECT link.*;
    count := count + 1;
  END LOOP;
  UPDATE chain_head SET seq = head.seq, hash = head.hash WHERE chain_head.organization_id = head.organization_id;
  RETURN count;
END
$$;

-- What was recorded before there was a chain is chained as it is now, some at a time: there may be millions.
DO $$
DECLARE
  batch jsonb;
  done bigint := 0;
BEGIN
  CREATE TABLE known AS
    SELECT row_number() OVER (ORDER BY organization_id COLLATE "C", at, kind, id COLLATE "C") AS place, r.* FROM (
      SELECT organization_id, 'tool_call' AS kind, id::text, at, sha256_hex(record_text(tool_call)) AS digest FROM tool_call
      UNION ALL SELECT organization_id, 'llm_call', id::text, at, sha256_hex(record_text(llm_call)) FROM llm_call
      UNION ALL SELECT organization_id, 'entry', id, at, sha256_hex(record_text(entry)) FROM entry
      UNION ALL SELECT organization_id, 'egress_attempt', id::text, at, sha256_hex(record_text(egress_attempt)) FROM egress_attempt
    ) AS r;
  CREATE INDEX ON known (place);
  LOOP
    SELECT jsonb_agg(to_jsonb(k) - 'place') INTO batch FROM known k WHERE place > done AND place <= done + 10000;
    EXIT WHEN batch IS NULL;
    PERFORM append_links(batch);
    done := done + 10000;
  END LOOP;
  DROP TABLE known;
END
$$;
