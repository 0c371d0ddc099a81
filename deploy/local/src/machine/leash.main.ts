import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { LeashLine } from './leash.ts';
import { end, killGroup, type ProcessIdentity } from './pid.ts';

type Held = Extract<LeashLine, { hold: ProcessIdentity }>;

let held: Held[] = [];
const folders = new Set<string>();

const accept = (entry: LeashLine): void => {
  if ('hold' in entry) held.push(entry);
  else if ('remove' in entry) folders.add(entry.remove);
  else held = held.filter(({ hold }) => hold.pid !== entry.release.pid || hold.born !== entry.release.born);
};

// A signal sent to everything of ours must not stop the clean-up: only the closed pipe ends this process.
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => undefined);

for await (const text of createInterface({ input: process.stdin })) accept(JSON.parse(text) as LeashLine);
for (const { hold, signal, graceMs, group } of held.reverse()) {
  await end(hold, signal, graceMs);
  if (group) killGroup(hold.pid);
}
for (const folder of folders) rmSync(folder, { recursive: true, force: true });
