CREATE TABLE proposal (
  organization_id uuid NOT NULL,
  uid text NOT NULL,
  namespace text NOT NULL,
  object_name text NOT NULL,
  generation integer NOT NULL,
  digest text NOT NULL,
  told_at timestamptz(3) NOT NULL,
  declined_message text,
  PRIMARY KEY (organization_id, uid)
);
