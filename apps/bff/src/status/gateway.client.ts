import { CONFIG } from '@archestra/service';
import { Inject, Injectable } from '@nestjs/common';
import type { BffConfig } from '../bff.config.ts';

const TIMEOUT_MS = 1_000;

/** The gateway answers no RPC; whether it is up is asked at its HTTP door. */
@Injectable()
export class GatewayClient {
  private readonly readyUrl: URL;

  constructor(@Inject(CONFIG) config: BffConfig) {
    this.readyUrl = new URL('/ready', config.GATEWAY_URL ?? config.GATEWAY_PUBLIC_URL);
  }

  /** Throws when the gateway is not ready or does not answer within a second. */
  async assertReady(): Promise<void> {
    const answer = await fetch(this.readyUrl, { signal: AbortSignal.timeout(TIMEOUT_MS), redirect: 'error' });
    await answer.body?.cancel();
    if (!answer.ok) throw new Error(`The gateway answered ${answer.status}.`);
  }
}
