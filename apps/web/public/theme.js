// Runs before the first paint, so that a dark page never flashes white. A file of its own because the content
// security policy forbids scripts inside the page. `src/shell/theme.ts` owns the key.
(() => {
  let choice = null;
  try {
    choice = localStorage.getItem('archestra.theme');
  } catch {
    // Storage is switched off: the system's choice counts.
  }
  const dark = choice === 'dark' || (choice !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.classList.toggle('dark', dark);
})();
