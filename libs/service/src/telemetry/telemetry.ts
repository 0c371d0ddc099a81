import { metrics, propagation } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { earlyConfig } from '../config/service.config.ts';

/** Serves the process's metrics in Prometheus text form; it opens no port of its own. */
export const prometheus = new PrometheusExporter({ preventServerStart: true });

/**
 * Starts OpenTelemetry. Metrics are always collected; spans only when `OTEL_EXPORTER_OTLP_ENDPOINT` names a receiver,
 * so that a process nobody traces pays nothing. Runs before the application through `node --import`.
 */
export const startTelemetry = (): (() => Promise<void>) => {
  metrics.setGlobalMeterProvider(new MeterProvider({ readers: [prometheus] }));
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  const { otlpEndpoint } = earlyConfig();
  if (!otlpEndpoint) return () => Promise.resolve();
  const sdk = new NodeSDK({
    traceExporter: new OTLPTraceExporter({ url: `${otlpEndpoint.replace(/\/$/, '')}/v1/traces` }),
  });
  sdk.start();
  return () => sdk.shutdown();
};
