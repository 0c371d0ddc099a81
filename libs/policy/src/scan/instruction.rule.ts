import { excerptAt } from './excerpt.ts';
import { latin, plain } from './plain.ts';
import type { Remark } from './rule.ts';
import type { Place } from './walk.ts';

interface Pattern {
  readonly expression: RegExp;
  readonly severity: Remark['severity'];
  readonly message: string;
}

const pattern = (severity: Remark['severity'], message: string, expression: RegExp): Pattern => ({
  expression,
  severity,
  message,
});

/** A few words in between, never more: every expression here takes time in proportion to the text. */
const OVERRULE =
  /\b(?:ignore|disregard|forget|override|bypass|do not follow|don't follow)(?: \w+){0,5} (?:instructions?|rules?|prompts?|guidelines?|polic(?:y|ies)|restrictions?|safeguards?)\b/;
const HIDE =
  /\b(?:do not|don't|never|without|avoid) (?:tell(?:ing)?|inform(?:ing)?|mention(?:ing)?|reveal(?:ing)?|show(?:ing)?|notify(?:ing)?|alert(?:ing)?|disclos(?:e|ing)|explain(?:ing)?|ask(?:ing)?)(?: \w+){0,4} (?:users?|human|person|anyone|anybody)\b/;
const MENTION =
  /\b(?:do not|don't|never) (?:mention|reveal|disclose|talk about|tell|show) (?:this|that|these|it|any of)\b/;
const SECRETS =
  /(?:~|\$home|\/root|\/home\/\w+)?\/\.(?:ssh|aws|kube|gnupg|config\/gcloud)\b|\bid_(?:rsa|ed25519|ecdsa)\b|\/etc\/(?:passwd|shadow)\b|\.cursor\/mcp\.json|\bclaude_desktop_config\b|(?:^|[\s"'`/])\.env\b(?! (?:var|file format))/;
const MARKUP =
  /<\/?(?:important|system|instructions?|secret|critical|assistant|admin|hidden)\b[^<>]{0,40}>|<\|[a-z_]{1,20}\|>|\[\/?inst\]|<<\/?sys>>|^\s*(?:###? ?)?(?:system|assistant)\s*:/;
const ROLE =
  /\byou are (?:now|no longer|actually)\b|\b(?:new|updated|real) (?:system )?(?:instructions|prompt)\b|\b(?:reveal|print|output|repeat|send|include|pass)(?: \w+){0,4} (?:system prompt|conversation history|chat history|previous messages|entire conversation)\b/;
const ORDER =
  /\b(?:you|assistant|model|llm|agent|ai) (?:must|shall|should|have to|need to|are required to)(?: \w+){0,3} (?:call|invoke|use|read|send|run|execute|include|pass|fetch|forward)\b/;
const BEFORE =
  /\b(?:before|after|prior to|whenever|every time|each time)(?: \w+){0,3} (?:using|calling|invoking|running|use|call|invoke)(?: \w+){0,3} tools?\b/;
const PREFER =
  /\balways (?:call|use|invoke|prefer|choose|pick|run) (?:this|the)\b|\binstead of (?:using |calling )?(?:any |all |the )?other tools?\b|\b(?:never|do not|don't) (?:use|call|invoke) (?:any |the )?other tools?\b/;

const PATTERNS: readonly Pattern[] = [
  pattern('danger', 'It tells the model to set its instructions aside.', OVERRULE),
  pattern('danger', 'It tells the model to hide something from the person.', HIDE),
  pattern('danger', 'It tells the model not to speak of something.', MENTION),
  pattern('danger', 'It names files that hold secrets.', SECRETS),
  pattern('danger', 'It imitates the markup that separates instructions from data.', MARKUP),
  pattern('danger', 'It gives the model another role, or asks for what was said before.', ROLE),
  pattern('warning', 'It orders the model to do something.', ORDER),
  pattern('warning', 'It wants to be involved when other tools are used.', BEFORE),
  pattern('warning', 'It asks to be preferred to other tools.', PREFER),
];

/** As it stands, and with look-alike letters made Latin; a 1 is an l to some and an i to others. */
const readingsOf = (text: string): Set<string> =>
  new Set([plain(text), plain(latin(text)), plain(latin(text.replaceAll('1', 'i')))]);

/** The pattern a text shows, if any, in one of its readings. */
export const instructionIn = (text: string): { pattern: Pattern; index: number } | undefined => {
  for (const reading of readingsOf(text))
    for (const candidate of PATTERNS) {
      const index = reading.search(candidate.expression);
      if (index >= 0) return { pattern: candidate, index };
    }
  return undefined;
};

/** Sentences that speak to the model instead of about the tool. */
export const instruction = (place: Place): Remark[] => {
  const found = instructionIn(place.text);
  if (!found) return [];
  const { severity, message } = found.pattern;
  // Positions shift a little with normalization; what stands around it is shown anyway.
  return [{ rule: 'instruction', severity, where: place.where, message, excerpt: excerptAt(place.text, found.index) }];
};
