import { toAppError, type ServiceDefinition } from '@archestra/service';
import type { GatewayConfig } from './gateway.config.ts';
import type { FastifyPluginCallback } from 'fastify';
import { McpDoor } from './door/mcp.door.ts';
import type { LlmRequest } from './llm-door/admission.ts';
import { LlmDoor } from './llm-door/llm.door.ts';
import { askRoutes, listRoutes } from './llm-door/route.ts';

/**
 * Registers the door on the HTTP server itself: bodies arrive as text and are parsed once, by the protocol code,
 * and no framework layer stands in the hot path.
 */
export const prepareHttp: NonNullable<ServiceDefinition<GatewayConfig>['prepare']> = async (http, app, config) => {
  await http.register((scope, _options, done) => {
    const door = app.get(McpDoor);
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      'application/json',
      { parseAs: 'string', bodyLimit: config.GATEWAY_MAX_REQUEST_BYTES },
      (_request, body, parsed) => parsed(null, body),
    );
    scope.setErrorHandler((error, request, reply) => door.refuse(request, reply, toAppError(error)));
    scope.route({
      method: ['GET', 'POST', 'DELETE', 'PUT', 'PATCH'],
      url: '/v1/mcp/:profileId',
      handler: (request, reply) => door.open(request as Parameters<McpDoor['open']>[0], reply),
    });
    done();
  });
  await http.register(modelRoutes(app.get(LlmDoor), config));
};

/** A body of an unknown type is read as text, too: what is no JSON is refused in the caller's own dialect. */
const modelRoutes =
  (door: LlmDoor, config: GatewayConfig): FastifyPluginCallback =>
  (scope, _options, done) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      '*',
      { parseAs: 'string', bodyLimit: config.GATEWAY_LLM_MAX_REQUEST_BYTES },
      (_request, body, parsed) => parsed(null, body),
    );
    for (const route of askRoutes)
      scope.route({
        method: 'POST',
        url: route.url,
        handler: (request, reply) => door.ask(request as LlmRequest, reply, route),
        errorHandler: (error, request, reply) =>
          void door.refuse(request as LlmRequest, reply, { error: toAppError(error), route }),
      });
    for (const route of listRoutes)
      scope.route({
        method: 'GET',
        url: route.url,
        handler: (request, reply) => door.list(request as LlmRequest, reply, route),
      });
    done();
  };
