/** Keys. Nothing fires while one types, or while a dialog is open. */
export const keys = `
const help = one('#keys');
const keys = {
  '/': () => one('.query .typed')?.focus(),
  j: () => step(1),
  k: () => step(-1),
  '[': () => one('a[rel=prev]')?.click(),
  ']': () => one('a[rel=next]')?.click(),
  '?': () => help?.showModal(),
};
let going = false;
document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (one('dialog[open]')) {
    if (event.key === '?' && help?.open) help.close();
    return;
  }
  const menu = openMenu();
  if (event.key === 'Escape' && menu) {
    menu.open = false;
    one('summary', menu).focus();
    return;
  }
  if (event.target instanceof Element && event.target.closest('input, select, textarea')) {
    if (event.key === 'Escape') event.target.blur();
    return;
  }
  if (going) {
    going = false;
    one('.header nav a[data-key="' + CSS.escape(event.key) + '"]')?.click();
    return;
  }
  if (event.key === 'g') {
    going = true;
    setTimeout(() => (going = false), 1000);
    return;
  }
  if (event.key === 'Escape') return hide();
  if (!Object.hasOwn(keys, event.key)) return;
  event.preventDefault();
  keys[event.key]();
});
`
