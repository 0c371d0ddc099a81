import { AppError, modelReferenceText, type llm, type Parsed, type Reply } from '@archestra/contracts';
import { dialects } from '@archestra/llm';
import { Injectable } from '@nestjs/common';
import { v7 as uuid } from 'uuid';
import { ProfileIndex } from '../profile/profile.index.ts';
import { LlmCallService } from './llm-call.service.ts';
import type { LlmCall, Outlet } from './llm-call.ts';

type Asked = Parsed<typeof llm.askModel>;

/** Takes an answer for somebody inside. */
class InnerOutlet implements Outlet {
  hasBegun = false;
  private readonly chunks: Uint8Array[] = [];

  begin(): void {
    this.hasBegun = true;
  }

  write(bytes: Uint8Array): undefined {
    this.chunks.push(bytes);
  }

  end(): void {}

  get text(): string {
    return Buffer.concat(this.chunks).toString('utf8');
  }
}

const bodyOf = ({ model, system, prompt, schema, maxOutputTokens }: Asked): string =>
  JSON.stringify({
    model: modelReferenceText(model),
    messages: [...(system === '' ? [] : [{ role: 'system', content: system }]), { role: 'user', content: prompt }],
    max_tokens: maxOutputTokens,
    ...(schema
      ? { response_format: { type: 'json_schema', json_schema: { name: 'answer', strict: true, schema } } }
      : {}),
  });

/** A provider that refuses a request may quote it, and what is asked here is nobody's to read in a log. */
const unquoted = (error: AppError): AppError =>
  error.code === 'PROVIDER_REFUSED' ? new AppError(error.code, 'The provider does not accept this request.') : error;

/** Questions of other services: the same path as everybody's, without HTTP. */
@Injectable()
export class AskService {
  constructor(
    private readonly calls: LlmCallService,
    private readonly profiles: ProfileIndex,
  ) {}

  /** Throws what a client would be answered. */
  async ask(organizationId: string, input: Asked, deadline: AbortSignal): Promise<Reply<typeof llm.askModel>> {
    const outlet = new InnerOutlet();
    const controller = new AbortController();
    const late = (): void => controller.abort(new AppError('PROVIDER_TIMEOUT', 'The model did not answer in time.'));
    deadline.addEventListener('abort', late, { once: true });
    const { profileId } = input;
    const charged = profileId === null ? null : { id: profileId, name: this.profiles.nameOf(profileId) ?? profileId };
    const call = callOf(organizationId, input, charged, controller.signal);
    await this.calls.run(call, outlet).catch((error: unknown) => {
      throw unquoted(AppError.from(error));
    });
    const { text, usage } = dialects['openai-chat'].readAnswer(JSON.parse(outlet.text));
    return { callId: call.callId, text, model: input.model.model, usage: usage ?? null };
  }
}

const callOf = (organizationId: string, input: Asked, charged: LlmCall['charged'], signal: AbortSignal): LlmCall => {
  const now = performance.now();
  const text = bodyOf(input);
  const body: unknown = JSON.parse(text);
  return {
    callId: uuid(),
    organizationId,
    caller: input.caller,
    teamIds: input.teamIds,
    source: input.source,
    profile: undefined,
    charged,
    clientName: 'archestra',
    operation: 'chat-completions',
    isFull: true,
    text,
    body,
    facts: dialects['openai-chat'].readRequest(body),
    sessionId: input.sessionId,
    headers: {},
    signal,
    startedAt: now,
    authenticatedAt: now,
  };
};
