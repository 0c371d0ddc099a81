import { AppError } from '@archestra/contracts';
import { Injectable } from '@nestjs/common';
import { CallService, type Reply } from '../call/call.service.ts';
import type { Caller, Target } from '../call/call.ts';
import type { ProgressListener } from '../upstream/upstream.service.ts';
import { Directory } from '../catalog/directory.ts';
import type { Params } from '../rpc/json-rpc.ts';
import { promptTarget, resourceTarget, textParam, toolTarget } from './target.ts';

const isObject = (value: unknown): value is Params =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Methods that reach a server with somebody's data: each is decided, inspected and recorded. */
@Injectable()
export class GuardedMethods {
  constructor(
    private readonly calls: CallService,
    private readonly directory: Directory,
  ) {}

  callTool(caller: Caller, params: Params, onProgress?: ProgressListener): Promise<Reply> {
    const name = textParam(params, 'name');
    if (params['arguments'] !== undefined && !isObject(params['arguments']))
      throw new AppError('INVALID_INPUT', 'params.arguments must be an object.');
    return this.calls.run(caller, {
      method: 'tools/call',
      name,
      arguments: params['arguments'],
      resolve: () => toolTarget(caller, params, name),
      ...(onProgress ? { onProgress } : {}),
    });
  }

  async readResource(caller: Caller, params: Params): Promise<Reply> {
    const uri = textParam(params, 'uri');
    const found = await settled(
      this.directory.serverOfResource(caller, uri).then((server) => resourceTarget(server, params, uri)),
    );
    return this.calls.run(caller, { method: 'resources/read', name: uri, arguments: { uri }, resolve: found });
  }

  async getPrompt(caller: Caller, params: Params): Promise<Reply> {
    const name = textParam(params, 'name');
    const found = await settled(
      this.directory.prompt(caller, name).then((listed) => promptTarget(listed, params, name)),
    );
    return this.calls.run(caller, { method: 'prompts/get', name, arguments: params['arguments'], resolve: found });
  }

  async complete(caller: Caller, params: Params): Promise<Reply> {
    const { name, target } = this.reference(caller, params);
    const found = await settled(target);
    return this.calls.run(caller, {
      method: 'completion/complete',
      name,
      arguments: params['argument'],
      resolve: found,
    });
  }

  private reference(caller: Caller, params: Params): { name: string; target: Promise<Target> } {
    const ref = params['ref'];
    if (isObject(ref) && ref['type'] === 'ref/prompt') {
      const name = textParam(ref, 'name');
      const target = this.directory.prompt(caller, name).then((listed) => {
        const prompt = promptTarget(listed, params, name);
        return completion(prompt, params, { ...ref, name: prompt.upstreamName });
      });
      return { name, target };
    }
    if (isObject(ref) && ref['type'] === 'ref/resource') {
      const uri = textParam(ref, 'uri');
      const target = this.directory
        .serverOfResource(caller, uri)
        .then((server) => completion(resourceTarget(server, params, uri), params, ref));
      return { name: uri, target };
    }
    throw new AppError('INVALID_INPUT', 'params.ref must be a ref/prompt or a ref/resource.');
  }
}

const completion = (target: Target, params: Params, ref: Params): Target => {
  const { _meta, name, ...rest } = { ...target.params };
  return { ...target, method: 'completion/complete', params: { ...rest, ref }, arguments: params['argument'] ?? {} };
};

/** Looks a target up first, but lets the failure surface inside the recorded call. */
const settled = async (lookup: Promise<Target>): Promise<() => Target> => {
  try {
    const target = await lookup;
    return () => target;
  } catch (error) {
    return () => {
      throw error;
    };
  }
};
