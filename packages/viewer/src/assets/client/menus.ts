/** Menus that close again, and the switches of the header: theme, row height. */
export const menus = `
const openMenu = () => one('details.menu[open]');
document.addEventListener('click', (event) => {
  // The path as it was: what was clicked may have removed itself.
  for (const menu of all('details.menu[open]')) if (!event.composedPath().includes(menu)) menu.open = false;
});
document.addEventListener('focusin', (event) => {
  for (const menu of all('details.menu[open]')) if (!menu.contains(event.target)) menu.open = false;
});
for (const button of all('[data-set]')) {
  const { set: name, to } = button.dataset;
  const show = () => button.setAttribute('aria-pressed', String((stored(name) ?? '') === to));
  button.addEventListener('click', () => {
    store(name, to === '' ? null : to);
    if (to === '') delete document.documentElement.dataset[name];
    else document.documentElement.dataset[name] = to;
    for (const other of all('[data-set=' + name + ']'))
      other.setAttribute('aria-pressed', String(other.dataset.to === to));
  });
  show();
}
`
