/** Saved views: queries with a name, in this browser, for this mount. */
export const views = `
const viewsKey = 'views:' + root.pathname;
// A file comes from anywhere: of it, and of what the browser has kept, only names and query strings are taken.
const viewsIn = (text) => {
  try {
    const list = JSON.parse(text);
    return (Array.isArray(list) ? list : [])
      .filter((each) => typeof each?.name === 'string' && /^(\\?|$)/.test(each.search))
      .map(({ name, search }) => ({ name: name.slice(0, 60), search }))
      .slice(0, 500);
  } catch {
    return [];
  }
};
const savedViews = () => viewsIn(stored(viewsKey) ?? '[]');
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
    one('.write', viewsMenu).disabled = items.length === 0;
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
  one('.write', viewsMenu).addEventListener('click', () => {
    const file = new Blob([JSON.stringify(savedViews(), null, 2)], { type: 'application/json' });
    const href = URL.createObjectURL(file);
    make('a', { href, download: 'daybook-views.json' }).click();
    setTimeout(() => URL.revokeObjectURL(href), 1000);
  });
  const reading = one('[type=file]', viewsMenu);
  reading.addEventListener('change', async () => {
    const found = viewsIn((await reading.files[0]?.text()) ?? '');
    reading.value = '';
    const names = new Set(found.map(({ name }) => name));
    if (found.length) keep([...savedViews().filter(({ name }) => !names.has(name)), ...found]);
    say(found.length ? [...names].join(', ') : reading.dataset.bad);
  });
  draw();
}
`
