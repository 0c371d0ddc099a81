import { changes, OWN, PRIVATE, reads, STORED, type Contracts } from './kind.ts';

/** Ids that the server gives out. */
const id = '\\d{1,12}';
const email = '[^\\s@]+@[^\\s@]+';

const found = (by: string) => [{ path: '$[*].id_', pattern: id, by: [by] }];
const created = [{ path: '$.id_', pattern: id }];

/**
 * Mail, calendar, address book and drive of one person, by what the tools' names, descriptions and schemas say. Mail, invitations
 * and shared files are written by anybody; the address book by the person. What is sent, shared or invited to needs its recipients,
 * what is changed or deleted its targets.
 */
export const workspace: Contracts = {
  send_email: changes('egress', STORED, { recipients: ['$.recipients[*]', '$.cc[*]', '$.bcc[*]'] }),
  delete_email: changes('destructive', OWN, { targets: ['$.email_id'] }),
  get_unread_emails: reads(STORED),
  get_sent_emails: reads(STORED),
  get_received_emails: reads(STORED),
  get_draft_emails: reads(STORED),
  search_emails: reads(STORED),
  search_contacts_by_name: reads(PRIVATE, {
    designators: [{ path: '$[*].email', pattern: email, by: ['$.query'] }],
  }),
  search_contacts_by_email: reads(PRIVATE, {
    designators: [{ path: '$[*].email', pattern: email, by: ['$.query'] }],
  }),
  get_current_day: reads(OWN),
  search_calendar_events: reads(STORED, { designators: found('$.query') }),
  get_day_calendar_events: reads(STORED),
  create_calendar_event: changes('write', STORED, { recipients: ['$.participants[*]'], designators: created }),
  cancel_calendar_event: changes('destructive', STORED, { targets: ['$.event_id'] }),
  reschedule_calendar_event: changes('write', STORED, { targets: ['$.event_id'] }),
  add_calendar_event_participants: changes('write', STORED, {
    recipients: ['$.participants[*]'],
    targets: ['$.event_id'],
  }),
  append_to_file: changes('write', STORED, { targets: ['$.file_id'] }),
  search_files_by_filename: reads(STORED, { designators: found('$.filename') }),
  create_file: changes('write', STORED, { designators: created }),
  delete_file: changes('destructive', STORED, { targets: ['$.file_id'] }),
  get_file_by_id: reads(STORED),
  list_files: reads(STORED),
  share_file: changes('egress', STORED, { recipients: ['$.email'], targets: ['$.file_id'] }),
  search_files: reads(STORED, { designators: found('$.query') }),
};
