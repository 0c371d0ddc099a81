import type { Evidence, Finding } from '@archestra/contracts';
import { screenDefinitions } from '@archestra/mcp';

/** Evidence travels in one message together with the request and its notes. */
const MAX_TOOL_BYTES = 491_520;
const MAX_ENTRIES = 300;
const MAX_LINE = 500;

const oversized = (message: string): Finding => ({
  rule: 'oversized-schema',
  severity: 'danger',
  tool: null,
  where: 'tools',
  message: message.slice(0, 1_000),
  excerpt: '',
});

/**
 * What a first run showed, as it is kept: tools are checked and pinned like those of a running server, so that a pin means
 * the same in both places. What is left out becomes a finding.
 */
export const screenEvidence = (evidence: Evidence): Evidence => {
  const { tools, refused } = screenDefinitions(evidence.tools, MAX_TOOL_BYTES);
  return {
    ...evidence,
    tools,
    findings: [...refused.map(oversized), ...evidence.findings].slice(0, MAX_ENTRIES),
    egress: evidence.egress.slice(0, MAX_ENTRIES),
    filesWritten: evidence.filesWritten?.slice(0, MAX_ENTRIES) ?? null,
    log: evidence.log.map((line) => line.slice(0, MAX_LINE)),
  };
};

/** Evidence of a first run that could not be made. */
export const noEvidence = (message: string): Evidence => ({
  outcome: 'failed',
  message: message.slice(0, 2_000),
  startedAt: new Date().toISOString(),
  durationMs: 0,
  facts: null,
  tools: [],
  findings: [],
  egress: [],
  filesWritten: null,
  licence: null,
  integrity: null,
  log: [],
});

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;

/** What a person reads beside the request. */
export const evidenceInWords = ({ outcome, message, tools, findings, egress }: Evidence): string => {
  if (outcome !== 'ran') return `Waiting for a reviewer. The first run showed nothing: ${message}`.slice(0, 500);
  const seen = [count(tools.length, 'tool'), count(findings.length, 'finding'), count(egress.length, 'attempt')];
  return `Waiting for a reviewer. Seen in the first run: ${seen.join(', ')} to connect.`;
};
