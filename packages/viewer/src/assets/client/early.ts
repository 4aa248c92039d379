/** What must be known before anything is drawn: the theme and the row height that the reader chose. */
export const early = `'use strict';
(() => {
  try {
    for (const name of ['theme', 'density']) {
      const chosen = localStorage.getItem('daybook-' + name);
      if (chosen) document.documentElement.dataset[name] = chosen;
    }
  } catch {}
})();
`
