import { parseAuthority, parseHost, textOf, type Host, type Target } from './host.ts';

/** One line of an allow-list: a host, its subdomains (`*.host`), or everything (`*`), on one port or all. */
export interface HostRule {
  readonly kind: 'host' | 'below' | 'any';
  readonly host: string;
  readonly port: number | undefined;
}

const ofTarget = (kind: HostRule['kind'], host: Host, port: number | undefined): HostRule | undefined =>
  // A wildcard stands for subdomains; addresses have none.
  kind === 'below' && host.kind === 'address' ? undefined : { kind, host: textOf(host), port };

/** Reads a line; `undefined` for what is none: such a line allows nothing. */
const parseRule = (line: string): HostRule | undefined => {
  const text = line.trim();
  if (text === '*') return { kind: 'any', host: '*', port: undefined };
  const kind = text.startsWith('*.') ? 'below' : 'host';
  const rest = kind === 'below' ? text.slice(2) : text;
  const host = parseHost(rest);
  if (host) return ofTarget(kind, host, undefined);
  const target = parseAuthority(rest);
  return target && ofTarget(kind, target.host, target.port);
};

export const parseRules = (lines: readonly string[]): HostRule[] =>
  lines.flatMap((line) => {
    const rule = parseRule(line);
    return rule ? [rule] : [];
  });

const covers = (rule: HostRule, { host, port }: Target): boolean => {
  if (rule.port !== undefined && rule.port !== port) return false;
  if (rule.kind === 'any') return true;
  const text = textOf(host);
  return rule.kind === 'host' ? rule.host === text : host.kind === 'name' && text.endsWith(`.${rule.host}`);
};

/** Whether a list names the target itself, covers it with `*` only, or not at all. */
export const coverage = (rules: readonly HostRule[], target: Target): 'named' | 'any' | 'none' => {
  const found = rules.filter((rule) => covers(rule, target));
  if (found.some(({ kind }) => kind !== 'any')) return 'named';
  return found.length > 0 ? 'any' : 'none';
};

/** A host an administrator trusts although it is private; with `pin`, its name is not even looked up. */
export interface TrustedHost {
  readonly rule: HostRule;
  readonly pin: string | undefined;
}

/** `host`, `host:port` or `host=address`; anything else is `undefined`. */
export const parseTrusted = (line: string): TrustedHost | undefined => {
  const [left = '', right] = line.split('=', 2);
  const rule = parseRule(left);
  if (!rule || rule.kind === 'any') return undefined;
  if (right === undefined) return { rule, pin: undefined };
  const pin = parseHost(right.trim());
  return pin?.kind === 'address' ? { rule, pin: pin.address } : undefined;
};

export const trustedFor = (trusted: readonly TrustedHost[], target: Target): TrustedHost | undefined =>
  trusted.find(({ rule }) => covers(rule, target));
