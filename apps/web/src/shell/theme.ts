import { useSyncExternalStore } from 'react';

/** What the person chose; `system` follows the device. */
export type ThemeChoice = 'system' | 'light' | 'dark';

// The same key is read before the first paint by public/theme.js.
const KEY = 'archestra.theme';
const watchers = new Set<() => void>();
const device = matchMedia('(prefers-color-scheme: dark)');

const stored = (): ThemeChoice => {
  try {
    const value = localStorage.getItem(KEY);
    return value === 'light' || value === 'dark' ? value : 'system';
  } catch {
    return 'system';
  }
};

let choice = stored();
const isDark = () => choice === 'dark' || (choice === 'system' && device.matches);
const apply = () => {
  document.documentElement.classList.toggle('dark', isDark());
  for (const watcher of watchers) watcher();
};
device.addEventListener('change', apply);

/** Switches the theme and remembers it on this device, where the browser allows that. */
export const chooseTheme = (next: ThemeChoice): void => {
  choice = next;
  try {
    localStorage.setItem(KEY, next);
  } catch {
    // Without storage the choice lasts until the page is closed.
  }
  apply();
};

const watch = (watcher: () => void) => {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
};

export const useThemeChoice = (): ThemeChoice => useSyncExternalStore(watch, () => choice);
export const useIsDark = (): boolean => useSyncExternalStore(watch, isDark);
