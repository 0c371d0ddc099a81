import { describe, expect, it } from '@jest/globals';
import type { ProfileTool } from '@archestra/contracts';
import { suggestionsFor } from './suggestion.ts';
import { groupByServer, toolWords, withTools } from './tool-switch.ts';

const tool = (serverName: string, name: string, isThere = true): ProfileTool => ({
  profileId: '019b0000-0000-7000-8000-000000000001',
  profileName: 'Default',
  serverId: '019b0000-0000-7000-8000-000000000002',
  serverName,
  tool: name,
  exposedName: isThere ? `${serverName}__${name}` : null,
});
const tools = [tool('files', 'list_directory'), tool('files', 'read_file'), tool('notes', 'delete_note')];

it('switches tools off and on, each once', () => {
  expect(withTools(['a'], ['a', 'b'], false)).toEqual(['a', 'b']);
  expect(withTools(['a', 'b', 'c'], ['b'], true)).toEqual(['a', 'c']);
});

it('groups by server', () => {
  expect(groupByServer(tools).map(([name, own]) => [name, own.length])).toEqual([
    ['files', 2],
    ['notes', 1],
  ]);
});

describe('toolWords', () => {
  it.each([
    [undefined, [], 'Tools'],
    [[], [], 'No tools'],
    [tools, [], '3 tools'],
    [tools.slice(0, 1), [], '1 tool'],
    [tools, ['files__read_file', 'gone__tool'], '2 of 3 tools'],
    [[tool('files', 'x', false)], [], 'No tools'],
  ])('%#', (list, disabled, words) => expect(toolWords(list, disabled)).toBe(words));
});

describe('suggestionsFor', () => {
  it('takes tools that read, one for each server', () => {
    expect(suggestionsFor(tools)).toEqual([
      { title: 'Look around in files', text: 'Use list directory of files, and tell me what is there.' },
    ]);
  });

  it('offers nothing a client could not call, and nothing that changes', () => {
    expect(suggestionsFor([tool('files', 'list_directory', false), tool('notes', 'delete_note')])).toEqual([]);
  });

  it('offers at most four', () => {
    expect(suggestionsFor(Array.from({ length: 9 }, (_, index) => tool(`s${index}`, 'search')))).toHaveLength(4);
  });
});
