import { guard, type Decision, type NamedTool, type Parsed } from '@archestra/contracts';
import { v7 as uuid } from 'uuid';
import { gateway, here } from './judge.harness.ts';
import { PIN } from './world.ts';

type Result = Parsed<typeof guard.inspectConversation>['results'][number];
type ServerName = keyof typeof here.servers;

/** A tool of the profile as the model names it. */
export const tool = (server: ServerName, name: string, change: Partial<NamedTool> = {}): NamedTool => {
  const { serverId, source } = here.servers[server];
  return { name: `${server}__${name}`, serverId, source, upstreamName: name, pin: PIN, ...change };
};
export const clientTool = (name: string): NamedTool => ({ name, serverId: null, source: '', upstreamName: name });

export const result = (
  toolCallId: string,
  of: NamedTool | null,
  text: string,
  isError = false,
): Omit<Result, 'position'> => ({
  toolCallId,
  tool: of,
  text,
  isError,
});

export const ann = `user:${uuid()}`;
const behalf = (principal: string) => ({ organizationId: here.organizationId, principal });

/** What a request with these results and words of the person makes of the session. */
export const inspectAll = (
  sessionId: string,
  results: Omit<Result, 'position'>[],
  { userTexts = [], principal = ann }: { userTexts?: string[]; principal?: string } = {},
) =>
  gateway.call(
    guard.inspectConversation,
    {
      callId: uuid(),
      sessionId,
      profileId: here.profile.id,
      userTexts,
      results: results.map((each, position) => ({ ...each, position })),
    },
    behalf(principal),
  );

/** Decisions on the calls of an answer. */
export const answerWith = async (
  sessionId: string,
  calls: { toolCallId: string; tool: NamedTool; arguments?: unknown }[],
  principal = ann,
): Promise<Decision[]> => {
  const asked = calls.map((call) => ({ arguments: {}, ...call }));
  const { decisions } = await gateway.call(
    guard.decideAnswer,
    { callId: uuid(), sessionId, profileId: here.profile.id, calls: asked },
    behalf(principal),
  );
  return decisions;
};

/** An answer with one call, which is allowed, and its result in the next request. */
export const exchange = async (sessionId: string, of: NamedTool, text: string, given: unknown = {}) => {
  const toolCallId = uuid();
  const [decision] = await answerWith(sessionId, [{ toolCallId, tool: of, arguments: given }]);
  if (decision?.outcome !== 'allow') throw new Error(`not allowed: ${JSON.stringify(decision)}`);
  return { toolCallId, reply: await inspectAll(sessionId, [result(toolCallId, of, text)]) };
};
