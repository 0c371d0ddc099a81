const DAY_MS = 86_400_000;
const month = new Intl.DateTimeFormat('en', { month: 'long' });
const monthOfYear = new Intl.DateTimeFormat('en', { month: 'long', year: 'numeric' });

const startOfDay = (at: Date): number => new Date(at.getFullYear(), at.getMonth(), at.getDate()).getTime();

/** `Today`, `Yesterday`, `Previous 7 days`, `Previous 30 days`, then months. */
export const dayLabel = (at: Date, now: Date): string => {
  // Rounded: a day on which clocks change has 23 or 25 hours.
  const days = Math.round((startOfDay(now) - startOfDay(at)) / DAY_MS);
  if (days <= 0) return 'Today';
  if (days === 1) return 'Yesterday';
  if (days <= 7) return 'Previous 7 days';
  if (days <= 30) return 'Previous 30 days';
  return at.getFullYear() === now.getFullYear() ? month.format(at) : monthOfYear.format(at);
};

/** Items in the given order under the label of their day. */
export const groupByDay = <T extends { updatedAt: string }>(
  items: readonly T[],
  now: Date,
): { label: string; items: T[] }[] => {
  const groups: { label: string; items: T[] }[] = [];
  for (const item of items) {
    const label = dayLabel(new Date(item.updatedAt), now);
    const last = groups.at(-1);
    if (last?.label === label) last.items.push(item);
    else groups.push({ label, items: [item] });
  }
  return groups;
};
