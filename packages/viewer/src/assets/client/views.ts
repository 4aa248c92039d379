/** Saved views: queries with a name, in this browser, for this mount. */
export const views = `
const viewsKey = 'views:' + root.pathname;
const savedViews = () => {
  try {
    const list = JSON.parse(stored(viewsKey) ?? '[]');
    return Array.isArray(list) ? list.filter((each) => typeof each?.name === 'string' && /^\\?|^$/.test(each.search)) : [];
  } catch {
    return [];
  }
};
const viewHref = ({ search }) => new URL('.' + '/' + search, root).href;
const viewsMenu = one('.menu.views');
if (viewsMenu) {
  const list = one('ul', viewsMenu);
  const keep = (items) => {
    store(viewsKey, JSON.stringify(items));
    draw();
  };
  const draw = () => {
    const items = savedViews();
    one('.none', viewsMenu).hidden = items.length > 0;
    list.replaceChildren(
      ...items.map((each) => {
        const remove = make('button', { type: 'button', className: 'remove', textContent: '×' });
        remove.setAttribute('aria-label', list.dataset.remove + ' ' + each.name);
        remove.addEventListener('click', () => {
          keep(savedViews().filter(({ name }) => name !== each.name));
          one('summary', viewsMenu).focus();
        });
        return make('li', {}, make('a', { href: viewHref(each) }, make('bdi', { textContent: each.name })), remove);
      }),
    );
  };
  one('form', viewsMenu).addEventListener('submit', (event) => {
    event.preventDefault();
    const input = event.target.elements.name;
    const name = input.value.trim();
    if (!name) return;
    const url = new URL(location.href);
    for (const passing of ['cursor', 'e']) url.searchParams.delete(passing);
    keep([...savedViews().filter((each) => each.name !== name), { name, search: url.search }]);
    input.value = '';
    say(name);
  });
  draw();
}
`
