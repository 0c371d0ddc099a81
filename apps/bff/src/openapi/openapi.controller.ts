import { consoleRoutes } from '@archestra/contracts';
import { CONFIG } from '@archestra/service';
import { Controller, Inject } from '@nestjs/common';
import { VERSION, type BffConfig } from '../bff.config.ts';
import { Answer } from '../route/answer.ts';
import { sessionCookie } from '../session/cookie.ts';
import { openApiDocument } from './openapi-document.ts';

@Controller()
export class OpenApiController {
  private document: Record<string, unknown> | undefined;

  constructor(@Inject(CONFIG) private readonly config: BffConfig) {}

  @Answer(consoleRoutes.getOpenApi)
  get(): Record<string, unknown> {
    this.document ??= openApiDocument(consoleRoutes, {
      version: VERSION,
      cookieName: sessionCookie(this.config.PUBLIC_URL).name,
    });
    return this.document;
  }
}
