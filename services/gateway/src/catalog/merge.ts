import type { ProfileServer } from '@archestra/contracts';
import type { IndexedProfile } from '../profile/profile.index.ts';
import type { Params } from '../rpc/json-rpc.ts';

/** Capabilities a profile can honestly advertise: what at least one of its servers has and this gateway passes through. */
export const capabilitiesOf = (profile: IndexedProfile): Params => {
  const has = (name: string): boolean =>
    profile.snapshot.servers.some(({ facts }) => facts.capabilities[name] !== undefined);
  return {
    tools: { listChanged: true },
    ...(has('resources') ? { resources: {} } : {}),
    ...(has('prompts') ? { prompts: {} } : {}),
    ...(has('completions') ? { completions: {} } : {}),
  };
};

const INSTRUCTION_BYTES = 16_384;

/** The servers' own instructions, each under its name; undefined when none gave any. */
export const instructionsOf = (profile: IndexedProfile): string | undefined => {
  const given = profile.snapshot.servers.filter(({ facts }) => facts.instructions);
  if (given.length === 0) return undefined;
  const text =
    given.length === 1
      ? (given[0] as ProfileServer).facts.instructions
      : given.map(({ name, facts }) => `## ${name}\n${facts.instructions}`).join('\n\n');
  return text?.slice(0, INSTRUCTION_BYTES);
};

export const serverInfo = (profile: IndexedProfile): Params => ({
  name: 'archestra',
  title: profile.snapshot.name,
  version: '0.1.0',
});
