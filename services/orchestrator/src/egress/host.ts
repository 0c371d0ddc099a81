import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Where somebody wants to go, in the one spelling everything is compared in. */
export type Host =
  { readonly kind: 'name'; readonly name: string } | { readonly kind: 'address'; readonly address: string };

const MAX_HOST = 300;
// Everything that means something in a URL; a host holds none of it.
const FOREIGN = /[\s\p{Cc}/?#@\\:%[\]<>^|"'`{}]/u;
const LABEL = /^(?!-)[a-z0-9_-]{1,63}(?<!-)$/;
const MAX_NAME = 253;

const fromIpv6 = (text: string): Host | undefined => {
  // A zone names an interface of this machine; where the address leads is decided without it.
  const bare = text.replace(/%[\w.~-]+$/, '');
  if (isIP(bare) !== 6) return undefined;
  const parsed = ipaddr.IPv6.parse(bare);
  const address = parsed.isIPv4MappedAddress() ? parsed.toIPv4Address().toString() : parsed.toString();
  return { kind: 'address', address };
};

/** The host parser of the URL standard knows every spelling of an IPv4 address (decimal, octal, hexadecimal, short) and IDNA. */
const asUrlHost = (text: string): string | undefined =>
  URL.canParse(`http://${text}/`) ? new URL(`http://${text}/`).hostname : undefined;

const fromUrlHost = (text: string): Host | undefined => {
  const canonical = FOREIGN.test(text) ? undefined : asUrlHost(text)?.replace(/\.$/, '');
  if (canonical === undefined) return undefined;
  if (isIP(canonical) === 4) return { kind: 'address', address: canonical };
  const isName = canonical.length <= MAX_NAME && canonical.split('.').every((label) => LABEL.test(label));
  return isName ? { kind: 'name', name: canonical } : undefined;
};

/** Reads a host as a program may write it; `undefined` when it is none. */
export const parseHost = (text: string): Host | undefined => {
  if (text.length === 0 || text.length > MAX_HOST) return undefined;
  const bracketed = /^\[(.*)\]$/s.exec(text)?.[1];
  return bracketed !== undefined || text.includes(':') ? fromIpv6(bracketed ?? text) : fromUrlHost(text);
};

/** Back to text. */
export const textOf = (host: Host): string => (host.kind === 'name' ? host.name : host.address);

const AUTHORITY = /^(\[[^\]]*\]|[^:]*):(\d{1,5})$/;
const MAX_PORT = 65_535;

export interface Target {
  readonly host: Host;
  readonly port: number;
}

/** `host:port` of a CONNECT request (RFC 9110, 9.3.6); the port may not be missing. */
export const parseAuthority = (text: string): Target | undefined => {
  const parts = AUTHORITY.exec(text);
  const host = parts?.[1] === undefined ? undefined : parseHost(parts[1]);
  const port = Number(parts?.[2]);
  return host && port >= 1 && port <= MAX_PORT ? { host, port } : undefined;
};

const HTTP_PORT = 80;

/** Back to text, as a Host header has it: without the port that is meant anyway. */
export const authorityOf = ({ host, port }: Target): string => {
  const text = textOf(host);
  return `${text.includes(':') ? `[${text}]` : text}${port === HTTP_PORT ? '' : `:${port}`}`;
};

const ABSOLUTE = /^http:\/\/([^/?#]*)(.*)$/is;

export interface AbsoluteTarget extends Target {
  readonly path: string;
}

/** The absolute form of a request line (RFC 9112, 3.2.2): only plain `http`, without a user. */
export const parseAbsolute = (text: string): AbsoluteTarget | undefined => {
  const [, authority = '', rest = ''] = ABSOLUTE.exec(text) ?? [];
  const path = rest.replace(/#.*$/s, '');
  // In a URL an IPv6 address stands in brackets; without them its end would be taken for a port.
  const bare = /^(\[[^\]]*\]|[^:]*)$/.test(authority) ? parseHost(authority) : undefined;
  const target = bare ? { host: bare, port: HTTP_PORT } : parseAuthority(authority);
  return target && { ...target, path: path.startsWith('/') ? path : `/${path}` };
};
