import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { PackedPackages } from './packed-package.ts';

/** Where an instance gets its package, and what it must show. */
export interface PackageTicket {
  readonly url: string;
  readonly token: string;
}

export interface PodDoorOptions {
  /** Address at which pods reach this door, such as `http://orchestrator.archestra.svc:3010`. */
  readonly publicUrl: string;
  /** Secret that tokens are made with: the same in all replicas, so that a token outlives the one that made it. */
  readonly key: Buffer;
  report(error: unknown, what: string): void;
}

const PATH = /^\/packages\/([a-z0-9-]{1,253})\/([0-9a-f]{64})\.tar\.gz$/;
const BEARER = 'Bearer ';

/** The door through which pods fetch their packages, and nothing else. Every instance has a token of its own for its one package. */
export class PodDoor {
  private readonly server: Server = createServer((request, response) => {
    this.answer(request, response).catch((error: unknown) => {
      this.options.report(error, 'a package could not be sent to a pod');
      response.destroy();
    });
  });

  constructor(
    private readonly packages: PackedPackages,
    private readonly options: PodDoorOptions,
  ) {}

  /** Resolves with the port. */
  listen(port: number, host: string): Promise<number> {
    return new Promise((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, host, () => {
        const address = this.server.address();
        resolve(typeof address === 'object' ? (address?.port ?? port) : port);
      });
    });
  }

  close(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  ticket(objectName: string, sha256: string): PackageTicket {
    return {
      url: `${this.options.publicUrl}/packages/${objectName}/${sha256}.tar.gz`,
      token: this.digest(objectName, sha256).toString('base64url'),
    };
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, objectName, sha256] = PATH.exec(request.url ?? '') ?? [];
    // One answer for everything that is refused: nobody learns which packages exist.
    if (request.method !== 'GET' || !objectName || !sha256 || !this.isAuthorized(request, objectName, sha256))
      return void response.writeHead(401).end();
    const found = await this.packages.open(sha256);
    if (!found) return void response.writeHead(404).end();
    response.writeHead(200, { 'content-type': 'application/gzip', 'content-length': found.sizeBytes });
    await pipeline(found.stream, response);
  }

  private isAuthorized({ headers }: IncomingMessage, objectName: string, sha256: string): boolean {
    const { authorization = '' } = headers;
    const shown = Buffer.from(authorization.startsWith(BEARER) ? authorization.slice(BEARER.length) : '', 'base64url');
    const expected = this.digest(objectName, sha256);
    return shown.length === expected.length && timingSafeEqual(shown, expected);
  }

  private digest(objectName: string, sha256: string): Buffer {
    return createHmac('sha256', this.options.key).update(`${objectName}\n${sha256}`).digest();
  }
}
