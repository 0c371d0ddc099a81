import type { ContentClass } from '@archestra/contracts';

/** A request says what it is about at its beginning or at its end; what lies between is material. */
const HEAD = 700;
const TAIL = 300;

/** A sign of a class and how much it says. Each counts once. */
type Sign = readonly [weight: number, pattern: RegExp];

const code: readonly Sign[] = [
  [
    3,
    /```|^\s*(?:def|class|import|function|const|let|var|public|private|#include|package|func|SELECT|CREATE TABLE)\b.*[({;:=*]/m,
  ],
  [2, /\);$|[{}]$|=>|\w\(\)|\b\w+\.\w+\(|!=|==|&&|\|\||\+\+/m],
  [2, /\b(?:stack trace|traceback|segfault|compiler|refactor|unit tests?|regex|SQL|bash|shell script)\b/i],
  [2, /\b(?:python|javascript|typescript|java|rust|golang|kotlin|html|css|react|docker|kubernetes|git)\b/i],
  [
    1,
    /\b(?:code|exception|function|method|algorithm|loop|array|pointer|variable|debug|bug|api|endpoint|database query)\b/i,
  ],
];

const math: readonly Sign[] = [
  [3, /\\(?:frac|sqrt|sum|int|begin)\b|\$[^$\n]{1,80}[=^_\\][^$\n]{0,80}\$|[∫∑√π≤≥∞]/],
  [
    2,
    /\b[a-z]\s?(?:\^|\*\*)\s?\d|\b\d+[a-z]\s?[+\-=]|\b[a-z]\s?=\s?-?\d|\bf\s?\([a-z0-9]\)|\bZ_\d+|[)\d]\s?[*/^]\s?[(\d]/,
  ],
  [
    2,
    /\b(?:solve|simplify|evaluate|integral|derivative|equation|polynomial|matrix|eigenvalue|theorem|prove|abelian|subgroup|isomorphi\w+)\b/i,
  ],
  [
    2,
    /\b(?:probability|standard deviation|perimeter|hypotenuse|least common|greatest common|prime numbers?|square root|graph of|divisible|remainder)\b/i,
  ],
  [
    1,
    /\b(?:how (?:many|much|far|long|fast)|what is the (?:sum|value|product|area|volume|average|mean|total)|percent|ratio)\b/i,
  ],
  [1, /\d\D{1,40}\d\D{1,40}\d/],
];

const extraction: readonly Sign[] = [
  [
    3,
    /\b(?:extract|summari[sz]e|translate|tl;?dr|classify|list all|find all|pull out|convert (?:this|the following)|transcribe)\b/i,
  ],
  [
    3,
    /\b(?:refers? to the following|(?:following|this|above|below) (?:text|passage|article|document|email|information|excerpt|transcript|table|log|contract)|according to the (?:text|passage|document))\b/i,
  ],
  [1, /^\s*[>"“«]|\bas (?:json|csv|yaml|a table)\b/im],
];

const writing: readonly Sign[] = [
  [
    3,
    /\b(?:write|draft|compose|rewrite|rephrase|reword|proofread|polish)\b[^.?!\n]{0,60}\b(?:email|e-mail|letter|essay|story|poem|post|article|blog|speech|paragraph|report|press release|description|announcement|text|message|summary)\b/i,
  ],
  [2, /\b(?:tone|headline|slogan|tagline|cover letter|haiku|sonnet|lyrics|more (?:formal|friendly|concise))\b/i],
  [1, /\b(?:write|draft|compose|rewrite|rephrase|proofread)\b/i],
];

const conversation: readonly Sign[] = [
  [3, /^\s*(?:hi|hello|hey|good (?:morning|afternoon|evening)|thanks|thank you|ok(?:ay)?|yes|no|sure|great|bye)\b/i],
  [
    2,
    /\b(?:how are you|who are you|what can you do|tell me (?:a joke|about yourself)|what do you think|nice to meet)\b/i,
  ],
];

const classes: readonly [ContentClass, readonly Sign[]][] = [
  ['code', code],
  ['math', math],
  ['extraction', extraction],
  ['writing', writing],
  ['conversation', conversation],
];

/** Less than this says nothing. */
const ENOUGH = 2;

const weigh = (signs: readonly Sign[], text: string): number =>
  signs.reduce((sum, [weight, pattern]) => (pattern.test(text) ? sum + weight : sum), 0);

/**
 * What a request is about, from signs in its words: no model, no state, some microseconds. `text` is the last message of the person.
 * The class with the most signs wins, the earlier one of the list in a tie; `other` when none has enough.
 */
export const classify = (text: string): ContentClass => {
  const seen = text.length > HEAD + TAIL ? `${text.slice(0, HEAD)}\n${text.slice(-TAIL)}` : text;
  let best: ContentClass = 'other';
  let most = ENOUGH - 1;
  for (const [name, signs] of classes) {
    const weight = weigh(signs, seen);
    if (weight > most) [best, most] = [name, weight];
  }
  return best;
};
