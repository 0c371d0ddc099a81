import { startTelemetry } from './telemetry/telemetry.ts';

/** Entry for `node --import`; also reached by import, which starts it only once. */
export const stopTelemetry = startTelemetry();
