-- Who called, as `user:<id>`, `team:<id>` or `service:<id>`: people who may see their own calls only are answered by this column.
ALTER TABLE tool_call ADD COLUMN principal text;

-- Until now only people called, and a record named them by `userId`.
UPDATE tool_call SET
  principal = 'user:' || (event -> 'principal' ->> 'userId'),
  event = jsonb_set(event, '{principal}',
    (event -> 'principal') - 'userId' || jsonb_build_object('kind', 'user', 'id', event -> 'principal' -> 'userId'))
WHERE event -> 'principal' ? 'userId';

CREATE INDEX tool_call_organization_id_principal_at_id_idx ON tool_call (organization_id, principal, at DESC, id DESC);
