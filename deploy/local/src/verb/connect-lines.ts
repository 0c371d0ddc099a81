import type { MainJobReport } from '../job/main-job.ts';

const bearer = (token: string): string => `Bearer ${token}`;

const json = (value: unknown): string => JSON.stringify(value);

/** The lines a person copies to connect Claude Code, Cursor and VS Code. */
export const connectLines = ({ endpointUrl, token }: Pick<MainJobReport, 'endpointUrl' | 'token'>): string[] => {
  const headers = { Authorization: bearer(token) };
  return [
    'Connect Claude Code:',
    `  claude mcp add --transport http archestra ${endpointUrl} --header "Authorization: ${bearer(token)}"`,
    'Connect Cursor (~/.cursor/mcp.json):',
    `  ${json({ mcpServers: { archestra: { url: endpointUrl, headers } } })}`,
    'Connect VS Code (.vscode/mcp.json):',
    `  ${json({ servers: { archestra: { type: 'http', url: endpointUrl, headers } } })}`,
  ];
};
