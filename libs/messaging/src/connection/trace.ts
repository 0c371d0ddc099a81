import { context, propagation, trace, type Context } from '@opentelemetry/api';

/** `traceparent` of the active span, or nothing when nobody traces. */
export const activeTraceparent = (): string | undefined => {
  if (!trace.getActiveSpan()) return undefined;
  const carrier: Record<string, string> = {};
  propagation.inject(context.active(), carrier);
  return carrier['traceparent'];
};

/** The OpenTelemetry context a `traceparent` header stands for. */
export const contextFrom = (traceparent: string | undefined): Context =>
  traceparent ? propagation.extract(context.active(), { traceparent }) : context.active();
