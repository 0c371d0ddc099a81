import type { Decision } from '@archestra/contracts';
import type { Call } from '@archestra/policy';
import { log } from '@archestra/service';
import { metrics } from '@opentelemetry/api';
import type { Verdict } from './answer.ts';

const meter = metrics.getMeter('sanitizer');
const decisions = meter.createCounter<{ outcome: string; reason: string }>('sanitizer.decision');
const verdicts = meter.createCounter<{ verdict: string; reason: string }>('sanitizer.verdict');

/** The counter gets labels of small known sets; the log gets who and what, for refusals only. */
export const decided = (decision: Decision, call: Call): Decision => {
  const reason = decision.outcome === 'allow' ? 'none' : decision.reason;
  decisions.add(1, { outcome: decision.outcome, reason });
  if (reason !== 'none') log.debug({ ...about(call), reason, outcome: decision.outcome }, 'call not allowed');
  return decision;
};

/** The same for results. */
export const inspected = (verdict: Verdict, call: Call): Verdict => {
  const reason = verdict.verdict === 'withhold' ? verdict.reason : 'none';
  verdicts.add(1, { verdict: verdict.verdict, reason });
  if (reason !== 'none') log.debug({ ...about(call), reason }, 'result withheld');
  return verdict;
};

const about = ({ organizationId, callId, profileId, serverId, kind, name }: Call) => ({
  organizationId,
  callId,
  profileId,
  serverId,
  kind,
  name: name.slice(0, 200),
});
