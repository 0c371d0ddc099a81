import { AppError, guard, Label, Reason, type Parsed, type Reply } from '@archestra/contracts';
import { HandleRpc, organizationOf, type MessageContext } from '@archestra/messaging';
import { Controller } from '@nestjs/common';
import { SessionLog } from './session-log.ts';
import { StoredSession } from './session-row.ts';
import { SessionStore, type ReadRow } from './session.store.ts';
import { Sessions } from './sessions.ts';

/** The last rows tell why the next call was decided as it was. */
const MAX_STEPS = 500;
const FLUSH_MS = 500;

/** What a session has seen, for people who ask why a call was stopped. */
@Controller()
export class SessionController {
  constructor(
    private readonly store: SessionStore,
    private readonly sessions: Sessions,
    private readonly sessionLog: SessionLog,
  ) {}

  @HandleRpc(guard.getSession)
  async get(
    { sessionId }: Parsed<typeof guard.getSession>,
    context: MessageContext,
  ): Promise<Reply<typeof guard.getSession>> {
    const organizationId = organizationOf(context);
    // What was decided a moment ago is what people ask about, and it may still wait to be written.
    await this.sessionLog.flush(FLUSH_MS);
    const rows = await this.store.read(organizationId, sessionId, MAX_STEPS);
    const last = rows.at(-1);
    if (!last) throw new AppError('NOT_FOUND', 'There is no such session.');
    const label = this.sessions.peek(organizationId, sessionId)?.state.label ?? StoredSession.parse(last.state).label;
    return { sessionId, label, steps: rows.map(toStep) };
  }
}

const toStep = ({ call_id, kind, server_id, name, outcome, reason, label, at }: ReadRow) => ({
  callId: call_id,
  kind,
  serverId: server_id,
  name,
  outcome,
  reason: Reason.nullable().parse(reason),
  label: Label.nullable().parse(label),
  at: at.toISOString(),
});
