import type { Server } from 'node:http';
import { AppError } from '@archestra/contracts';
import type { FastifyInstance } from 'fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

/** Reads bodies as Fastify does (nothing reaches for a prototype), and says `MALFORMED_JSON` where Nest would keep only the status. */
export const readJsonBodies = (http: FastifyInstance, app: NestFastifyApplication, bodyLimit: number): void => {
  const parse = http.getDefaultJsonParser('error', 'error');
  app.useBodyParser<Server>('application/json', { bodyLimit }, (request, body, done) => {
    // Fastify types its own parser for text; it reads both.
    void parse(request, body as unknown as string, (cause, value) => {
      if (cause) done(new AppError('MALFORMED_JSON', 'The body is not JSON.', { cause }));
      else done(null, value);
    });
  });
};
