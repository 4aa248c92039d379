/**
 * What the page does beyond links and forms, for browsers with scripts: keys, a drawer beside the list, zooming by
 * dragging over the histogram. Everything it does is also done by a link. It writes no HTML but what the viewer itself
 * has sent, and evaluates nothing.
 */
export const client = `
'use strict';
(() => {
  const one = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const rows = () => all('.events tbody tr:not(.day)');
  const opener = (row) => one('td.time a', row);
  const explore = one('.explore');
  let drawer;
  let shown;
  let asked = 0;

  const show = async (row) => {
    const link = opener(row);
    if (!link) return;
    const asking = ++asked;
    const response = await fetch(link.href, { headers: { Accept: 'text/html' } });
    if (!response.ok) return location.assign(link.href);
    const page = new DOMParser().parseFromString(await response.text(), 'text/html');
    const event = one('article.event', page);
    if (asking !== asked) return;
    if (!event) return location.assign(link.href);
    for (const a of all('a[href]', event)) a.href = new URL(a.getAttribute('href'), link.href).href;
    if (!drawer) {
      drawer = one('#drawer').content.firstElementChild.cloneNode(true);
      explore.append(drawer);
      one('.close', drawer).addEventListener('click', hide);
      one('.previous', drawer).addEventListener('click', () => step(-1));
      one('.next', drawer).addEventListener('click', () => step(1));
    }
    shown?.classList.remove('shown');
    shown = row;
    row.classList.add('shown');
    one('.whole', drawer).href = link.href;
    one('.content', drawer).replaceChildren(document.adoptNode(event));
    one('.content', drawer).scrollTop = 0;
    explore.classList.add('with-drawer');
    address(link.href.slice(link.href.lastIndexOf('/') + 1));
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
    else url.searchParams.set('e', decodeURIComponent(id));
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

  const help = one('#keys');
  const keys = {
    '/': () => one('.field input')?.focus(),
    j: () => step(1),
    k: () => step(-1),
    '[': () => one('a[rel=prev]')?.click(),
    ']': () => one('a[rel=next]')?.click(),
    '?': () => (help?.open ? help.close() : help?.showModal()),
    Escape: hide,
  };
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target instanceof Element && event.target.closest('input, select, textarea')) {
      if (event.key === 'Escape') event.target.blur();
      return;
    }
    if (help?.open && event.key !== '?') return;
    const act = Object.hasOwn(keys, event.key) ? keys[event.key] : undefined;
    if (!act) return;
    if (event.key !== 'Escape') event.preventDefault();
    act();
  });

  if (!explore) return;
  const wide = matchMedia('(min-width: 961px)');
  explore.addEventListener('click', (event) => {
    const link = event.target instanceof Element && event.target.closest('td.time a');
    if (!link || !wide.matches || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    show(link.closest('tr'));
  });
  const open = new URL(location.href).searchParams.get('e');
  if (open && wide.matches) {
    const row = rows().find((each) => opener(each)?.href.endsWith('/e/' + encodeURIComponent(open)));
    if (row) show(row);
  }

  const brush = () => {
    const svg = one('.histogram svg');
    if (!svg) return;
    const parts = all('.axis a').map((a) => new URL(a.href));
    const time = (url, name) => Date.parse(url.searchParams.get(name));
    const [first, last] = [time(parts[0], 'since'), time(parts.at(-1), 'until')];
    const namespace = 'http://www.w3.org/2000/svg';
    const { width, height } = svg.viewBox.baseVal;
    const area = document.createElementNS(namespace, 'rect');
    area.setAttribute('class', 'brush');
    area.setAttribute('height', height);
    let start;
    let end;
    const at = (event) => {
      const box = svg.getBoundingClientRect();
      return Math.min(Math.max((event.clientX - box.left) / box.width, 0), 1);
    };
    const moved = () => start !== undefined && Math.abs(end - start) * svg.clientWidth > 4;
    svg.addEventListener('dragstart', (event) => event.preventDefault());
    svg.addEventListener('pointerdown', (event) => {
      if (event.button === 0) start = end = at(event);
    });
    addEventListener('pointermove', (event) => {
      if (start === undefined) return;
      end = at(event);
      if (!moved()) return;
      area.setAttribute('x', Math.min(start, end) * width);
      area.setAttribute('width', Math.abs(end - start) * width);
      if (!area.isConnected) svg.append(area);
    });
    addEventListener('pointerup', (event) => {
      if (start === undefined) return;
      end = at(event);
      if (moved()) {
        const instant = (part) => new Date(Math.round(first + part * (last - first))).toISOString();
        const url = parts[0];
        url.searchParams.set('since', instant(Math.min(start, end)));
        url.searchParams.set('until', instant(Math.max(start, end)));
        svg.addEventListener('click', (click) => click.preventDefault(), { capture: true, once: true });
        location.assign(url);
      }
      start = undefined;
      area.remove();
    });
  };
  brush();
})();
`
