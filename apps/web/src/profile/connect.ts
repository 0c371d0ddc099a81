import { slugOf } from '../display/format.ts';

/** Where a profile is served and with which token. */
export interface Connection {
  gatewayUrl: string;
  profileId: string;
  profileName: string;
  /** The secret, or a placeholder while there is none. */
  token: string;
}

/** What to type or save to connect one client. */
export interface Snippet {
  id: string;
  label: string;
  caption: string;
  code: string;
}

export const TOKEN_PLACEHOLDER = 'arch_YOUR_TOKEN';

export const endpointOf = ({ gatewayUrl, profileId }: Pick<Connection, 'gatewayUrl' | 'profileId'>): string =>
  `${gatewayUrl.replace(/\/+$/, '')}/v1/mcp/${profileId}`;

/** A name every client accepts. */
export const clientName = (profileName: string): string =>
  `archestra-${slugOf(profileName) || 'profile'}`.slice(0, 40).replace(/-$/, '');

const json = (value: unknown): string => JSON.stringify(value, null, 2);

const listTools = {
  jsonrpc: '2.0',
  id: 1,
  method: 'tools/list',
  params: {
    _meta: {
      'io.modelcontextprotocol/protocolVersion': '2026-07-28',
      'io.modelcontextprotocol/clientInfo': { name: 'curl', version: '1' },
      'io.modelcontextprotocol/clientCapabilities': {},
    },
  },
};

/** Ready lines for the clients people use; nothing to replace once a token was created. */
export const snippets = (connection: Connection): Snippet[] => {
  const url = endpointOf(connection);
  const name = clientName(connection.profileName);
  const headers = { Authorization: `Bearer ${connection.token}` };
  return [
    {
      id: 'claude',
      label: 'Claude Code',
      caption: 'Run in a terminal',
      code: `claude mcp add --transport http ${name} ${url} --header "Authorization: Bearer ${connection.token}"`,
    },
    {
      id: 'cursor',
      label: 'Cursor',
      caption: '~/.cursor/mcp.json',
      code: json({ mcpServers: { [name]: { url, headers } } }),
    },
    {
      id: 'vscode',
      label: 'VS Code',
      caption: '.vscode/mcp.json',
      code: json({ servers: { [name]: { type: 'http', url, headers } } }),
    },
    {
      id: 'curl',
      label: 'curl',
      caption: 'Lists the tools',
      code: [
        `curl -sS ${url}`,
        `-H "Authorization: Bearer ${connection.token}"`,
        `-H 'Content-Type: application/json'`,
        `-H 'Accept: application/json, text/event-stream'`,
        `-H 'MCP-Protocol-Version: 2026-07-28'`,
        `-H 'Mcp-Method: tools/list'`,
        `-d '${JSON.stringify(listTools)}'`,
      ].join(' \\\n  '),
    },
  ];
};
