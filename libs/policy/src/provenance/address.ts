/** The forms of names that lead somewhere. Both expect normalized text without punctuation around it. */

const mailbox = /^[^@\s/:?&]+@[^@\s/:?&]+$/u;
const scheme = /^[a-z][a-z0-9+.-]*:\/\//u;
const host = /^(?:[\p{L}\p{N}_-]+\.)+(?:\p{L}{2,}|xn--[a-z0-9-]+)(?::\d+)?(?=[/?#]|$)/u;
const numericHost = /^(?:\d{1,3}\.){3}\d{1,3}(?::\d+)?(?=[/?#]|$)/u;
const file =
  /^[^/?#]*\.(?:docx?|xlsx?|pptx?|pdf|txt|md|csv|tsv|json|ya?ml|xml|html?|png|jpe?g|gif|svg|webp|zip|gz|tar|log|ini|toml|tsx?|jsx?|mjs|css|sql|ipynb|exe|mp[34]|wav|ics|eml|odt|ods|rtf)$/u;

/** Whether a token is an e-mail address. */
export const isEmail = (token: string): boolean =>
  mailbox.test(token) && token.slice(token.indexOf('@') + 2).includes('.');

/** Whether a token can be read as the address of a place: with a scheme, a host with a path, or a host alone. */
export const isPlace = (token: string): boolean => scheme.test(token) || host.test(token) || numericHost.test(token);

/** Whether programs that show a text would make a link of a token; the name of a file is none. */
export const isLink = (token: string): boolean =>
  scheme.test(token) || ((host.test(token) || numericHost.test(token)) && !file.test(token));

const stripEnd = (text: string): string => {
  let to = text.length;
  while (to > 0 && '/?#'.includes(text.charAt(to - 1))) to -= 1;
  return text.slice(0, to);
};

/** A place without what does not say where it is: scheme, `www.`, closing slash. Whoever writes a user in front of the host names another place. */
export const placeOf = (token: string): string => stripEnd(token.replace(scheme, '').replace(/^www\./u, ''));

const MAX_PREFIXES = 32;

/** A place and everything it lies in: `a.com/x/y` lies in `a.com/x` and in `a.com`. Longest first. */
export const prefixesOf = (place: string): readonly string[] => {
  const ends = [...place.matchAll(/[/?#]/gu)].slice(0, MAX_PREFIXES).map(({ index }) => index);
  return [place, ...ends.reverse().map((end) => place.slice(0, end))];
};

/** The host of a place. */
export const hostOf = (place: string): string => place.replace(/[/?#].*$/su, '');
