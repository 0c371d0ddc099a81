import type { Label } from '@archestra/contracts';
import { changes, FOREIGN, OWN, reads, type Contracts } from './kind.ts';

/** The group of everybody in the workspace. */
const MEMBERS = 'members';
/** Written by a signed-in member, and every member may see it. */
const BY_MEMBERS: Label = { integrity: 'trusted', audience: [MEMBERS] };
/** Names that guests and other workspaces choose, too. */
const SHARED: Label = { integrity: 'untrusted', audience: [MEMBERS] };
const reaches = [MEMBERS];

/**
 * A team's chat and a web browser, by what the tools' names, descriptions and schemas say. Messages are written by signed-in members;
 * names of channels by whoever shares one, though a name of the form the server prescribes does name a channel; web pages by anybody.
 */
export const slack: Contracts = {
  get_channels: reads(SHARED, { designators: [{ path: '$[*]', pattern: '[\\w-]{1,80}' }] }),
  add_user_to_channel: changes('write', OWN, { recipients: ['$.user'], targets: ['$.channel'], reaches }),
  read_channel_messages: reads(BY_MEMBERS),
  read_inbox: reads(BY_MEMBERS),
  send_direct_message: changes('egress', OWN, { recipients: ['$.recipient'], reaches }),
  send_channel_message: changes('egress', OWN, { recipients: ['$.channel'], reaches }),
  get_users_in_channel: reads(BY_MEMBERS),
  invite_user_to_slack: changes('egress', OWN, { recipients: ['$.user', '$.user_email'] }),
  remove_user_from_slack: changes('destructive', OWN, { targets: ['$.user'] }),
  get_webpage: changes('egress', FOREIGN, { recipients: ['$.url'] }),
  post_webpage: changes('egress', OWN, { recipients: ['$.url'] }),
};
