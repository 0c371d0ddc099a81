import { AppError } from '@archestra/contracts';
import { z } from 'zod';

/** `Away`: no answer at all. The others are the reasons of the API's own `Status` object that somebody has to tell apart. */
export type ClusterReason =
  'Away' | 'NotFound' | 'AlreadyExists' | 'Conflict' | 'Invalid' | 'Forbidden' | 'Gone' | 'TooManyRequests' | 'Broken';

const Failure = z.object({ message: z.string().default(''), reason: z.string().default('') });

const byStatus: Readonly<Record<number, ClusterReason>> = {
  400: 'Invalid',
  401: 'Forbidden',
  403: 'Forbidden',
  404: 'NotFound',
  409: 'Conflict',
  410: 'Gone',
  422: 'Invalid',
  429: 'TooManyRequests',
};

const words: Readonly<Record<ClusterReason, string>> = {
  Away: 'The Kubernetes API does not answer. The platform keeps trying; the server follows as soon as it is back.',
  NotFound:
    'Kubernetes does not know this kind of object or this namespace. Are the files of deploy/kubernetes applied?',
  AlreadyExists: 'An object with this name exists already in Kubernetes.',
  Conflict: 'The object was changed in Kubernetes at the same moment. The platform tries again.',
  Invalid: 'Kubernetes refuses the specification of this server',
  Forbidden: 'Kubernetes does not allow the platform to do this',
  Gone: 'Kubernetes has forgotten the version that was asked for. The platform reads everything again.',
  TooManyRequests: 'The Kubernetes API is overloaded. The platform tries again.',
  Broken: 'The Kubernetes API failed. The platform tries again.',
};

const codes: Readonly<Partial<Record<ClusterReason, 'CONFLICT' | 'INVALID_INPUT'>>> = {
  AlreadyExists: 'CONFLICT',
  Conflict: 'CONFLICT',
  Invalid: 'INVALID_INPUT',
};

/** What went wrong with the Kubernetes API. `said` is its own sentence, meant for administrators. */
export class ClusterError extends Error {
  readonly reason: ClusterReason;
  readonly said: string;

  constructor(reason: ClusterReason, said: string, cause?: unknown) {
    super(`${reason}: ${said}`, { cause });
    this.name = 'ClusterError';
    this.reason = reason;
    this.said = said;
  }

  static away(cause: unknown): ClusterError {
    return new ClusterError('Away', 'no answer', cause);
  }

  /** From an HTTP answer that is not a success. */
  static fromAnswer(status: number, body: string): ClusterError {
    const failure = Failure.safeParse(parsed(body));
    const { message, reason } = failure.success ? failure.data : { message: body.slice(0, 500), reason: '' };
    if (reason === 'AlreadyExists') return new ClusterError('AlreadyExists', message);
    return new ClusterError(byStatus[status] ?? 'Broken', message);
  }

  /** As callers of the platform see it. */
  toAppError(): AppError {
    const detail = this.reason === 'Invalid' || this.reason === 'Forbidden' ? `: ${this.said}` : '';
    const code = codes[this.reason] ?? 'SERVER_UNAVAILABLE';
    return new AppError(code, `${words[this.reason]}${detail}`, { cause: this, details: { reason: this.reason } });
  }
}

const parsed = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
};

export const hasReason = (error: unknown, ...reasons: ClusterReason[]): error is ClusterError =>
  error instanceof ClusterError && reasons.includes(error.reason);

/** Any thrown value of a conversation with the cluster as an `AppError`. */
export const toAppError = (error: unknown): AppError =>
  error instanceof ClusterError ? error.toAppError() : AppError.from(error);
