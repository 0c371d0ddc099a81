/** A `notifications/cancelled` frame for one request (MCP, utilities/cancellation). */
export const cancelledFrame = (requestId: string | number, reason: string): string =>
  JSON.stringify({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId, reason } });
