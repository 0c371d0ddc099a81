const MOST = 20;

/** Labels as a person types them, `Data, Night shift`, in the form in which they are kept. */
export const labelsOf = (text: string): string[] =>
  [...new Set(text.split(',').map((label) => label.trim().toLowerCase().replace(/\s+/g, ' ')))]
    .filter(Boolean)
    .slice(0, MOST);
