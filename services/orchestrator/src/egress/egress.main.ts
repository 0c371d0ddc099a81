import process from 'node:process';
import { Catcher, type RawHandle } from './catcher.ts';
import type { FromEgress, RoomPart, ToEgress } from './egress-message.ts';
import { Exit, GuestList } from './exit.ts';
import { parseTrusted } from './host-rule.ts';
import { HttpProxy } from './http-proxy.ts';
import { machineNetwork } from './network.client.ts';

// A process of its own without any secret or right: whatever strangers make of it, it holds nothing.

const NOBODY = 65_534;
if (process.getuid?.() === 0) {
  process.setgroups?.([]);
  process.setgid?.(NOBODY);
  process.setuid?.(NOBODY);
}

type Configuration = Extract<ToEgress, { kind: 'configure' }>;

const say = (message: FromEgress): void => void process.send?.(message);

class Door {
  private readonly guests: GuestList;
  private readonly catchers = new Map<string, Catcher>();
  private readonly exit: Exit;
  private readonly limits: Configuration['limits'];

  constructor({ trusted, limits }: Configuration) {
    this.limits = limits;
    const hosts = trusted.flatMap((line) => parseTrusted(line) ?? []);
    this.guests = new GuestList(hosts);
    this.exit = new Exit({ network: machineNetwork, trusted: hosts, limits, report: say });
  }

  async take(message: ToEgress, handle: RawHandle | undefined): Promise<void> {
    if (message.kind === 'admit') this.guests.admit(message);
    else if (message.kind === 'forget') this.forget(message.key);
    else if (message.kind === 'room' && handle) this.takeRoom(message, handle);
    else if (message.kind === 'listen') await this.listen(message);
  }

  private forget(key: string): void {
    this.guests.forget(key);
    this.catchers.get(key)?.close();
    this.catchers.delete(key);
  }

  private async listen({ host, port }: { host: string; port: number }): Promise<void> {
    const proxy = new HttpProxy({ exit: this.exit, guests: this.guests, limits: this.limits });
    say({ kind: 'listening', port: await proxy.listen(host, port) });
  }

  private takeRoom({ key, pid, part }: { key: string; pid: number; part: RoomPart }, handle: RawHandle): void {
    const guest = this.guests.get(key);
    if (!guest) return;
    // The parts of a new run of the same instance come with another process.
    let catcher = this.catchers.get(key);
    if (catcher?.pid !== pid) {
      catcher?.close();
      catcher = new Catcher(this.exit, { guest, pid, idleMs: this.limits.idleTimeoutMs });
      this.catchers.set(key, catcher);
    }
    if (part === 'tcp') catcher.takeTcp(handle);
    else if (part === 'dns') catcher.takeDns(handle);
    else catcher.takeUdp(handle);
    say({ kind: 'room-taken', key, part });
  }
}

let door: Door | undefined;
process.on('message', (message: ToEgress, handle: unknown) => {
  if (message.kind === 'configure') {
    door = new Door(message);
    say({ kind: 'ready' });
    return;
  }
  // A failure ends the process; whoever started it starts it again with everything it needs.
  void door?.take(message, handle as RawHandle | undefined);
});
// Without its owner nobody would say what is allowed, and nobody would write down what happens.
process.once('disconnect', () => process.exit(0));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
