import { AppError } from '@archestra/contracts';

/** A whole JSON-RPC message as it travels: UTF-8 bytes, or a string that becomes them. */
export type FrameBytes = Uint8Array | string;

/** No frame may be larger, in either direction: 16 MiB. */
export const MAX_FRAME_BYTES = 16 * 1024 * 1024;

/** Room a NATS message keeps for headers and subject. */
const HEADROOM_BYTES = 16 * 1024;
const NATS_DEFAULT_PAYLOAD_BYTES = 1024 * 1024;

/** Size of a frame in bytes. */
export const sizeOf = (frame: FrameBytes): number =>
  typeof frame === 'string' ? Buffer.byteLength(frame) : frame.length;

/** The largest frame that travels inside a NATS message; larger ones go by reference. */
export const inlineLimitBytes = (maxPayloadBytes: number | undefined): number =>
  (maxPayloadBytes ?? NATS_DEFAULT_PAYLOAD_BYTES) - HEADROOM_BYTES;

/** `REQUEST_TOO_LARGE`: the caller sent more than `MAX_FRAME_BYTES`. */
export const requestTooLarge = (): AppError =>
  new AppError('REQUEST_TOO_LARGE', 'The request is larger than 16 MiB. Send less at once.', {
    details: { limitBytes: MAX_FRAME_BYTES },
  });

/** `SERVER_RESPONSE_TOO_LARGE`: the server answered with more than `MAX_FRAME_BYTES`. */
export const responseTooLarge = (): AppError =>
  new AppError('SERVER_RESPONSE_TOO_LARGE', 'The answer of the server is larger than 16 MiB. Ask for less at once.', {
    details: { limitBytes: MAX_FRAME_BYTES },
  });
