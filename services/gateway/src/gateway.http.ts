import { toAppError, type ServiceDefinition } from '@archestra/service';
import type { GatewayConfig } from './gateway.config.ts';
import { McpDoor } from './door/mcp.door.ts';

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
};
