import type { DesiredServer } from '@archestra/contracts';
import { reportError } from '@archestra/service';
import type { OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import type { PackageService } from './package.service.ts';
import type { PackedPackages } from './packed-package.ts';

export interface PackageSweepPorts {
  readonly packages: Pick<PackageService, 'sweep' | 'prepared'>;
  readonly packed: Pick<PackedPackages, 'sweep'>;
  /** What should run; `undefined` while that is not known for sure. */
  readonly desired: {
    current(): Map<string, DesiredServer> | undefined;
    onChange(listener: () => void): () => void;
  };
}

const SWEEP_MS = 60 * 60_000;

/** Every version that a member ever asked for would stay, if nobody looked after it. */
export class PackageSweep implements OnModuleInit, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private sweptAtMs = 0;
  private stopWatching: () => void = () => undefined;

  constructor(private readonly ports: PackageSweepPorts) {}

  onModuleInit(): void {
    this.timer = setInterval(() => this.sweepInTime(), SWEEP_MS / 4);
    // As soon as it is known what is wanted, which is not yet now.
    this.stopWatching = this.ports.desired.onChange(() => this.sweepInTime());
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
    this.stopWatching();
  }

  private sweepInTime(): void {
    const desired = this.ports.desired.current();
    if (!desired || Date.now() - this.sweptAtMs < SWEEP_MS) return;
    this.sweptAtMs = Date.now();
    this.sweep([...desired.values()]).catch((error: unknown) => reportError(error, 'packages that nobody uses'));
  }

  private async sweep(desired: readonly DesiredServer[]): Promise<void> {
    const { packages, packed } = this.ports;
    await packages.sweep(desired.flatMap(({ source }) => (source.kind === 'package' ? [source] : [])));
    await packed.sweep(await packages.prepared());
  }
}
