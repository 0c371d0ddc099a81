import { WireError, type ConsoleRoute } from '@archestra/contracts';
import { z } from 'zod';
import {
  createDocument,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
  type ZodOpenApiResponsesObject,
} from 'zod-openapi';

interface About {
  version: string;
  cookieName: string;
}

const json = (schema: z.ZodType) => ({ 'application/json': { schema } });

/** OpenAPI 3.1 document of a table of routes: the same objects that validate each request. */
export const openApiDocument = (
  routes: Readonly<Record<string, ConsoleRoute>>,
  { version, cookieName }: About,
): Record<string, unknown> => {
  const paths: ZodOpenApiPathsObject = {};
  for (const [name, route] of Object.entries(routes)) {
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(name, route) };
  }
  const document = createDocument({
    openapi: '3.1.1',
    info: {
      title: 'Archestra console API',
      version,
      description: 'Requests that change something need an Origin header equal to the address of the console.',
    },
    servers: [{ url: '/' }],
    paths,
    components: { securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: cookieName } } },
  });
  return { ...document };
};

const operation = (operationId: string, route: ConsoleRoute): ZodOpenApiOperationObject => ({
  operationId,
  summary: route.summary,
  tags: [route.path.split('/')[2] ?? 'api'],
  ...(route.permission === 'public'
    ? { security: [] }
    : { security: [{ session: [] }], description: `Needs: ${route.permission}.` }),
  ...requestOf(route),
  responses: responsesOf(route),
});

const requestOf = ({ params, query, body }: ConsoleRoute): Partial<ZodOpenApiOperationObject> => ({
  ...(params || query ? { requestParams: { ...(params ? { path: params } : {}), ...(query ? { query } : {}) } } : {}),
  ...(body ? { requestBody: { required: true, content: json(body) } } : {}),
});

const responsesOf = ({ response, status, stream }: ConsoleRoute): ZodOpenApiResponsesObject => ({
  [`${status ?? 200}` as '200']: {
    description: 'Success',
    content: {
      ...(stream?.when === 'always' ? {} : json(response)),
      ...(stream ? { 'text/event-stream': { schema: z.string().meta({ description: 'Server-sent events.' }) } } : {}),
    },
  },
  default: { description: 'Refused or failed', content: json(WireError) },
});
