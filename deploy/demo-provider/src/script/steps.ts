import { lastWords, sinceThen, type ModelRequest } from '../request/request.ts';
import type { Part, Script } from './script.ts';
import { faultNamed } from './named.ts';

/** `[[say Hello]]`, `[[think Hm]]`, `[[call name {"a": 1}]]`, `[[call one {} ;; two {}]]`, `[[fault status-500]]`. */
const STEP = /\[\[(say|think|call|fault) ([\s\S]*?)\]\](?=\s|$)/g;

const callOf = (text: string): Part => {
  const [, name = '', argumentsText = ''] = /^\s*(\S+)\s*([\s\S]*?)\s*$/.exec(text) ?? [];
  return { kind: 'call', name, argumentsText: argumentsText === '' ? '{}' : argumentsText };
};

const stepOf = (verb: string, text: string): Script => {
  if (verb === 'call') return { parts: text.split(' ;; ').map(callOf) };
  if (verb === 'think')
    return {
      parts: [
        { kind: 'reasoning', text },
        { kind: 'text', text: 'I thought about it.' },
      ],
    };
  const fault = verb === 'fault' ? faultNamed(text) : undefined;
  return { parts: [{ kind: 'text', text }], ...(fault ? { fault } : {}) };
};

/** The steps written in a text, in order. */
const stepsIn = (text: string): Script[] =>
  [...text.matchAll(STEP)].map(([, verb = '', words = '']) => stepOf(verb, words.trim()));

/**
 * The step of a story whose turn it is: the person's last words hold the steps, and each answer since then was one. An
 * `isGullible` model goes on with the steps it finds in results of tools.
 */
export const storyStep = (request: ModelRequest, isGullible: boolean): Script | undefined => {
  const since = sinceThen(request);
  const told = isGullible ? since.filter(({ role }) => role === 'tool').flatMap(({ text }) => stepsIn(text)) : [];
  const answers = since.filter(({ role }) => role === 'assistant').length;
  return [...stepsIn(lastWords(request)), ...told][answers];
};
