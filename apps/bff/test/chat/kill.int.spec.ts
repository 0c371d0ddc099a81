import { eventually } from '@archestra/testing';
import { describe, expect, it } from '@jest/globals';
import { gate } from './gateway.ts';
import { PATIENCE_MS, useChat } from './world.ts';

const call = (name: string, id = `call-${name}`) => ({ id, name, arguments: '{}' });

describe('a bff that is killed while it answers', () => {
  const chat = useChat();

  it('is followed by another, which asks the model again and shows nothing twice', async () => {
    const { world, bff } = chat();
    const doomed = await world.run();
    const { id } = await world.begin(doomed);
    world.gateway.model = (_, turn) => {
      if (turn === 1) return { calls: [call('echo')] };
      // The second answer never ends in the process that is killed.
      if (turn === 2) return { text: ['Half a sen'], until: new Promise(() => undefined) };
      return { text: ['A whole ', 'sentence.'] };
    };
    const reading = await world.say(doomed, id, 'Work');
    await reading.until(() => reading.text === 'Half a sen');
    const watching = await world.resume(bff, id);
    await watching.until(() => watching.text === 'Half a sen');
    await doomed.kill();
    expect(await reading.end()).toBe(false);
    // Whoever followed it elsewhere is cut, too, and finds the new one.
    expect(await watching.end()).toBe(false);
    const resumed = await world.resumeToEnd(bff, id);
    expect(resumed.text).toBe('A whole sentence.');
    expect(world.gateway.called).toHaveLength(1);
    const { chat: kept, messages } = await world.read(bff, id);
    expect(kept.run).toBeNull();
    expect(messages[1]).toMatchObject({
      metadata: { state: 'complete', error: null },
      parts: [
        { type: 'step-start' },
        { type: 'dynamic-tool', state: 'output-available' },
        { type: 'data-tool', data: { outcome: 'answered' } },
        { type: 'step-start' },
        { type: 'text', text: 'A whole sentence.' },
      ],
    });
    expect((await resumed.message())?.parts).toMatchObject(messages[1]?.parts ?? []);
  });

  it('leaves a call that was out as interrupted: nobody makes it again by itself', async () => {
    const { world, bff } = chat();
    const doomed = await world.run();
    const { id } = await world.begin(doomed);
    world.gateway.model = (_, turn) => (turn === 1 ? { calls: [call('send')] } : { text: ['I do not know.'] });
    world.gateway.tool = () => ({ text: 'sent', until: new Promise(() => undefined) });
    const reading = await world.say(doomed, id, 'Send it');
    await reading.until(() => world.gateway.called.length === 1);
    await doomed.kill();
    await eventually(async () => expect((await world.read(bff, id)).chat.run).toBeNull(), PATIENCE_MS);
    expect(world.gateway.called).toHaveLength(1);
    const { messages } = await world.read(bff, id);
    expect(messages[1]?.parts).toMatchObject([
      { type: 'step-start' },
      { type: 'dynamic-tool', state: 'output-error', errorText: expect.stringContaining('not known') },
      { type: 'data-tool', data: { outcome: 'interrupted' } },
      { type: 'step-start' },
      { type: 'text', text: 'I do not know.' },
    ]);
    expect(JSON.stringify(world.gateway.asked.at(-1)?.body['messages'])).toContain('not known');
  });

  it('is not followed in what the person stopped meanwhile', async () => {
    const { world, bff } = chat();
    const doomed = await world.run();
    const { id } = await world.begin(doomed);
    world.gateway.model = () => ({ text: ['On ', 'and on'], until: new Promise(() => undefined) });
    const reading = await world.say(doomed, id, 'Talk');
    await reading.until(() => reading.text === 'On ');
    await doomed.kill();
    await world.json(bff, 'POST', `/api/chats/${id}/stop`, { body: {} });
    await eventually(async () => expect((await world.read(bff, id)).chat.run).toBeNull(), PATIENCE_MS);
    expect((await world.read(bff, id)).messages[1]?.metadata).toMatchObject({ state: 'stopped', error: null });
    expect(world.gateway.asked).toHaveLength(1);
  });

  it('goes on by itself when it is started again, on the same data', async () => {
    const { world, bff } = chat();
    await bff.kill();
    const alone = await world.run();
    const { id } = await world.begin(alone);
    world.gateway.model = (_, turn) =>
      turn === 1 ? { text: ['Half'], until: new Promise(() => undefined) } : { text: ['Whole'] };
    const reading = await world.say(alone, id, 'Work');
    await reading.until(() => reading.text === 'Half');
    await alone.kill();
    const again = await world.run();
    await eventually(async () => expect((await world.read(again, id)).chat.run).toBeNull(), PATIENCE_MS);
    expect((await world.read(again, id)).messages[1]).toMatchObject({
      metadata: { state: 'complete' },
      parts: [{ type: 'step-start' }, { type: 'text', text: 'Whole' }],
    });
  });

  it('lets go at once when it is told to end', async () => {
    const { world } = chat();
    const [leaving, staying] = [await world.run(), await world.run()];
    const { id } = await world.begin(leaving);
    const { opened, open } = gate();
    world.gateway.model = (_, turn) => ({
      text: ['One ', `answer ${turn}`],
      ...(turn === 1 ? { until: opened } : {}),
    });
    const reading = await world.say(leaving, id, 'Work');
    await reading.until(() => reading.text === 'One ');
    leaving.child.kill('SIGTERM');
    await eventually(async () => expect((await world.read(staying, id)).chat.run).toBeNull(), PATIENCE_MS);
    open();
    expect((await world.read(staying, id)).messages[1]).toMatchObject({
      metadata: { state: 'complete' },
      parts: [{ type: 'step-start' }, { type: 'text', text: 'One answer 2' }],
    });
    await eventually(() => expect(leaving.child.exitCode).toBe(0), PATIENCE_MS);
  });
});
