/** Where people and their clients reach this installation. */
export interface Addresses {
  /** The gateway: MCP clients and LLM traffic. */
  gatewayUrl: string;
  /** The console and its API. */
  consoleUrl: string;
  /** The scripted provider of models, for this machine alone. */
  demoProviderUrl: string;
}

/** Who may sign in as the administrator. */
export interface Credentials {
  adminEmail: string;
  adminPassword: string;
}

/** The account of the first administrator. */
export const ADMIN_EMAIL = 'admin@archestra.local';
