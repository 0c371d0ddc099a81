import { randomBytes } from 'node:crypto';
import {
  AppError,
  mcpSessions,
  principalHeader,
  type CallClient,
  type McpSession,
  type Principal,
} from '@archestra/contracts';
import { Snapshots, type SnapshotReader, type SnapshotWriter } from '@archestra/messaging';
import { Injectable } from '@nestjs/common';

const SEEN_ELSEWHERE_MS = 500;

/** Sessions of the protocol revisions that have them: data in KV, so any replica can answer the next request. */
@Injectable()
export class SessionRegistry {
  private readonly reader: SnapshotReader<typeof mcpSessions>;
  private readonly writer: SnapshotWriter<typeof mcpSessions>;
  /** Sessions opened here, until the watch brings them back. */
  private readonly opened = new Map<string, McpSession>();

  constructor(snapshots: Snapshots) {
    this.reader = snapshots.reader(mcpSessions);
    this.writer = snapshots.writer(mcpSessions);
    this.reader.onChange((id) => this.opened.delete(id));
  }

  /** Opens a session and returns its id: 192 random bits, bound to principal and profile. */
  async open(principal: Principal, profileId: string, client: CallClient): Promise<string> {
    const id = randomBytes(24)
      .toString('base64url')
      .replace(/^[^A-Za-z0-9]/, 'a');
    const { organizationId, tokenId } = principal;
    const session: McpSession = {
      organizationId,
      profileId,
      principal: principalHeader(principal),
      client,
      createdAt: new Date().toISOString(),
      ...(tokenId ? { tokenId } : {}),
    };
    this.opened.set(id, session);
    await this.writer.put(id, session).catch((error: unknown) => {
      this.opened.delete(id);
      throw new AppError('PEER_UNAVAILABLE', 'A session cannot be opened right now. Try again in a moment.', {
        cause: error,
      });
    });
    return id;
  }

  /** The session of a request. Throws `SESSION_NOT_FOUND` when it ended, or belongs to someone else or another profile. */
  async get(id: string, principal: Principal, profileId: string): Promise<McpSession> {
    const session = this.find(id) ?? (await this.appears(id));
    if (
      session?.principal !== principalHeader(principal) ||
      session.profileId !== profileId ||
      session.tokenId !== principal.tokenId
    ) {
      throw new AppError('SESSION_NOT_FOUND', 'This session has ended. Initialize a new one.');
    }
    return session;
  }

  /** Ends a session on every replica. */
  async close(id: string): Promise<void> {
    this.opened.delete(id);
    await this.writer.delete(id);
  }

  private find(id: string): McpSession | undefined {
    return this.opened.get(id) ?? this.reader.get(id);
  }

  /** Another replica may have opened it a moment ago. */
  private appears(id: string): Promise<McpSession | undefined> {
    if (!/^[\w-]{10,64}$/.test(id)) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      const stop = this.reader.onChange((key, session) => {
        if (key === id) settle(session);
      });
      const timer = setTimeout(() => settle(undefined), SEEN_ELSEWHERE_MS);
      const settle = (session: McpSession | undefined): void => {
        clearTimeout(timer);
        stop();
        resolve(session);
      };
    });
  }
}
