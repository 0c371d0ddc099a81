import { describe, expect, it } from '@jest/globals';
import { AdvertisedHosts } from './advertised-hosts.ts';

describe('the address that pods are given for a name', () => {
  let answers: string[] | Error = [];
  const hosts = (): AdvertisedHosts =>
    new AdvertisedHosts([{ variable: 'DOOR', host: 'door', port: 1 }], undefined, () =>
      answers instanceof Error ? Promise.reject(answers) : Promise.resolve(answers),
    );
  const given = (of: AdvertisedHosts) => of.hostAliases.map(({ ip }) => ip);

  it('does not depend on the order of the answer, and IPv4 comes first', async () => {
    const [one, other] = [hosts(), hosts()];
    answers = ['fd00::1', '10.0.0.2', '10.0.0.1'];
    await one.refresh();
    answers = ['10.0.0.1', '10.0.0.2', 'fd00::1'];
    await other.refresh();
    expect([given(one), given(other)]).toEqual([['10.0.0.1'], ['10.0.0.1']]);
  });

  it('stays as long as it is one of the answers: another one would replace every pod', async () => {
    const one = hosts();
    answers = ['10.0.0.2'];
    await one.refresh();
    answers = ['10.0.0.1', '10.0.0.2'];
    await one.refresh();
    expect(given(one)).toEqual(['10.0.0.2']);
    answers = ['10.0.0.1'];
    await one.refresh();
    expect(given(one)).toEqual(['10.0.0.1']);
    expect(one.egressTo).toEqual([
      { to: [{ ipBlock: { cidr: '10.0.0.1/32' } }], ports: [{ port: 1, protocol: 'TCP' }] },
    ]);
  });

  it('stays while nobody answers', async () => {
    const one = hosts();
    answers = ['10.0.0.1'];
    await one.refresh();
    for (const failure of [[], new Error('EAI_AGAIN'), ['127.0.0.1']]) {
      answers = failure;
      await one.refresh();
      expect(given(one)).toEqual(['10.0.0.1']);
    }
  });

  it('is found later if it was not found at first', async () => {
    const one = hosts();
    answers = new Error('ENOTFOUND');
    await one.refresh();
    expect(() => one.egressTo).toThrow('DOOR');
    answers = ['10.0.0.1'];
    await one.refresh();
    expect(given(one)).toEqual(['10.0.0.1']);
  });
});
