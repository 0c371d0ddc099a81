/**
 * Whether a URI can come from an RFC 6570 template. Each expression matches any text without spaces; that is enough to find
 * the server a resource belongs to, which then checks the URI itself. One linear pass: no template can make it slow.
 */
export const matchesTemplate = (template: string, uri: string): boolean => {
  const parts = template.split(/\{[^{}]*\}/);
  if (parts.length === 1) return template === uri;
  const first = parts[0] ?? '';
  const last = parts.at(-1) ?? '';
  if (!uri.startsWith(first) || !uri.endsWith(last) || uri.length < first.length + last.length) return false;
  const end = uri.length - last.length;
  let position = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = uri.indexOf(part, position);
    if (found < 0 || found + part.length > end) return false;
    position = found + part.length;
  }
  return !/\s/.test(uri);
};
