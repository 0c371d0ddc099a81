import { describe, expect, it } from '@jest/globals';
import { readSocketTable } from './socket-table.ts';

describe('readSocketTable', () => {
  it('reads where sockets believe to be connected', () => {
    const text = [
      '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
      '   0: FEA9FEA9:94A6 FEA9FEA9:1151 01 00000000:00000000 00:00000000 00000000     0        0 988874 2',
      '   1: 0000000000000000FFFF0000FEA9FEA9:3A99 00000000000000000000000001000000:94A6 01 00000000:00000000',
      '   3: 00000000000000000000000001000000:A550 B80D0120000000000000000001000000:0063 01 00000000:00000000',
      'nonsense',
    ].join('\n');
    expect(readSocketTable(text)).toEqual([
      { local: { address: '169.254.169.254', port: 38_054 }, remote: { address: '169.254.169.254', port: 4_433 } },
      { local: { address: '169.254.169.254', port: 15_001 }, remote: { address: '::1', port: 38_054 } },
      { local: { address: '::1', port: 42_320 }, remote: { address: '2001:db8::1', port: 99 } },
    ]);
  });
});
