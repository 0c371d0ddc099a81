import { modelReferenceText, type ModelReference } from '@archestra/contracts';

export interface ModelQuestion {
  gatewayUrl: string;
  profileId: string;
  token: string;
  model: ModelReference;
  question: string;
}

export interface ModelAnswer {
  text: string;
  tookMs: number;
}

/** Asks a model through the gateway as any OpenAI client does. Throws with what the gateway said when there is no answer. */
export const askModel = async ({
  gatewayUrl,
  profileId,
  token,
  model,
  question,
}: ModelQuestion): Promise<ModelAnswer> => {
  const startedAt = performance.now();
  const response = await fetch(`${gatewayUrl}/v1/model-router/${profileId}/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      model: modelReferenceText(model),
      messages: [{ role: 'user', content: question }],
      max_completion_tokens: 200,
    }),
  });
  const body = await response.text();
  if (!response.ok) throw new Error(`The model was not reached (${response.status}): ${body.slice(0, 500)}`);
  const { choices } = JSON.parse(body) as { choices: { message: { content: string } }[] };
  return { text: choices[0]?.message.content ?? '', tookMs: performance.now() - startedAt };
};
