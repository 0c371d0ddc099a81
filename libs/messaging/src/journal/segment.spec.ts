import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { readSegment, Segment, segmentPaths } from './segment.ts';

const root = mkdtempSync(join(tmpdir(), 'segment-'));
const folder = (): string => mkdtempSync(join(root, 'test-'));
afterAll(() => rmSync(root, { recursive: true }));
const envelope = (id: string, payload = `{"id":"${id}"}`) => ({ id, subject: 'events.o.gateway.x', payload });

describe('a segment of the journal', () => {
  it('gives facts back, and plans whose fact never came', () => {
    const segment = new Segment(join(folder(), 'a.journal'));
    segment.append({ kind: 'planned', envelope: envelope('1', '"plan"') });
    segment.append({ kind: 'planned', envelope: envelope('2', '"plan"') });
    segment.append({ kind: 'fact', envelope: envelope('1', '"fact with spaces . and stops ."') });
    segment.flush();
    expect(readSegment(segment.path).map((entry) => entry.envelope)).toEqual([
      envelope('1', '"fact with spaces . and stops ."'),
      envelope('2', '"plan"'),
    ]);
  });

  it('leaves out a line that was cut anywhere', () => {
    const segment = new Segment(join(folder(), 'a.journal'));
    segment.append({ kind: 'fact', envelope: envelope('1') });
    segment.append({ kind: 'fact', envelope: envelope('2') });
    segment.flush();
    const whole = readFileSync(segment.path);
    const second = whole.indexOf('\n') + 1;
    for (let length = second; length < whole.length - 1; length += 1) {
      writeFileSync(segment.path, whole);
      truncateSync(segment.path, length);
      expect(readSegment(segment.path).map((entry) => entry.envelope)).toEqual([envelope('1')]);
    }
  });

  it('writes nothing before it is told to, and knows what is not confirmed', () => {
    const segment = new Segment(join(folder(), 'a.journal'));
    segment.append({ kind: 'fact', envelope: envelope('1') });
    expect([readFileSync(segment.path, 'utf8'), segment.bytes, [...segment.unconfirmed]]).toEqual(['', 0, ['1']]);
    segment.flush();
    expect(segment.bytes).toBe(readFileSync(segment.path).length);
  });

  it('is found oldest first, and other files are left alone', () => {
    const directory = folder();
    for (const name of ['b.journal', 'a.journal', 'note.txt']) writeFileSync(join(directory, name), '');
    expect(segmentPaths(directory)).toEqual([join(directory, 'a.journal'), join(directory, 'b.journal')]);
  });
});
