/** The event beside the list: opened by its row, its parts as tabs, led on by keys. */
export const drawer = `
const rows = () => all('.explore .events tbody tr:not(.day)');
const opener = (row) => one('td.time a', row);
const explore = one('.explore');
const wide = matchMedia('(min-width: 961px)');
let drawer;
let shown;
let asked = 0;
let tab;

const show = async (row) => {
  const link = opener(row);
  if (!link) return;
  const asking = ++asked;
  const response = await fetch(link.href, { headers: { Accept: 'text/html' } });
  if (asking !== asked) return;
  if (!response.ok) return location.assign(link.href);
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  const event = one('article.event', page);
  if (asking !== asked) return;
  if (!event) return location.assign(link.href);
  for (const a of all('a[href]', event)) a.href = new URL(a.getAttribute('href'), link.href).href;
  one('.around', event)?.remove();
  if (!drawer) {
    drawer = one('#drawer').content.firstElementChild.cloneNode(true);
    explore.append(drawer);
    one('.close', drawer).addEventListener('click', hide);
    one('.previous', drawer).addEventListener('click', () => step(-1));
    one('.next', drawer).addEventListener('click', () => step(1));
    one('.copy-link', drawer).addEventListener('click', async ({ currentTarget }) => {
      await copy(one('.whole', drawer).href);
      say(currentTarget.dataset.done);
    });
  }
  shown?.classList.remove('shown');
  shown = row;
  row.classList.add('shown');
  one('.whole', drawer).href = link.href;
  one('.content', drawer).replaceChildren(document.adoptNode(event));
  one('.content', drawer).scrollTop = 0;
  tabs(event);
  jsonTools(event);
  for (const a of all('a[data-token]', event)) {
    const url = new URL(location.href);
    const query = url.searchParams.get('q') ?? '';
    for (const passing of ['cursor', 'e']) url.searchParams.delete(passing);
    url.searchParams.set('q', (query + ' ' + a.dataset.token).trim());
    a.href = url.href;
  }
  explore.classList.add('with-drawer');
  address(decodeURIComponent(link.href.slice(link.href.lastIndexOf('/') + 1)));
};

const tabs = (event) => {
  const parts = all('.part[data-tab]', event);
  if (parts.length < 2) return;
  const strip = make('div', { className: 'tabs' });
  strip.setAttribute('role', 'tablist');
  const choose = (index, focus) => {
    parts.forEach((part, position) => {
      const chosen = position === index;
      part.hidden = !chosen;
      strip.children[position].setAttribute('aria-selected', String(chosen));
      strip.children[position].tabIndex = chosen ? 0 : -1;
    });
    tab = parts[index].dataset.tab;
    if (focus) strip.children[index].focus();
  };
  parts.forEach((part, index) => {
    const title = one('h2', part);
    const button = make('button', { type: 'button', id: 'tab-' + part.dataset.tab }, ...title.childNodes);
    button.setAttribute('role', 'tab');
    part.id = 'panel-' + part.dataset.tab;
    button.setAttribute('aria-controls', part.id);
    part.setAttribute('role', 'tabpanel');
    part.setAttribute('aria-labelledby', button.id);
    title.remove();
    for (const details of all(':scope > details', part)) details.open = true;
    button.addEventListener('click', () => choose(index));
    button.addEventListener('keydown', ({ key }) => {
      const by = { ArrowRight: 1, ArrowLeft: -1 }[key];
      if (by) choose((index + by + parts.length) % parts.length, true);
    });
    strip.append(button);
  });
  parts[0].before(strip);
  choose(Math.max(parts.findIndex((part) => part.dataset.tab === tab), 0));
};

const hide = () => {
  asked++;
  if (!drawer) return;
  drawer.remove();
  drawer = undefined;
  explore.classList.remove('with-drawer');
  const row = shown;
  shown?.classList.remove('shown');
  shown = undefined;
  address();
  if (row) opener(row).focus();
};

const address = (id) => {
  const url = new URL(location.href);
  if (id === undefined) url.searchParams.delete('e');
  else url.searchParams.set('e', id);
  history.replaceState(null, '', url);
};

const step = (by) => {
  const list = rows();
  const at = shown ? list.indexOf(shown) : list.findIndex((row) => row.contains(document.activeElement));
  const row = list[at === -1 ? (by > 0 ? 0 : list.length - 1) : at + by];
  if (!row) return;
  opener(row).focus({ preventScroll: true });
  row.scrollIntoView({ block: 'nearest' });
  if (drawer) show(row);
};

if (explore) {
  explore.addEventListener('click', (event) => {
    const link = event.target instanceof Element && event.target.closest('td.time a');
    if (!link || !wide.matches || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    show(link.closest('tr'));
  });
  const open = new URL(location.href).searchParams.get('e');
  if (open) {
    const row = rows().find((each) => opener(each)?.href.endsWith('/e/' + encodeURIComponent(open)));
    if (row && wide.matches) show(row);
    else if (row) {
      row.classList.add('shown');
      opener(row).focus();
    } else location.replace(new URL('e/' + encodeURIComponent(open), root));
  }
}
`
