/**
 * Live events on the list: put in at the top while nobody reads further down, else held behind "3 new events", so that
 * what is being read never moves. Rows come from the viewer itself, and go in by the DOM.
 */
export const live = `
(() => {
  const part = document.querySelector('.live');
  if (!part || !window.EventSource) return;
  const words = JSON.parse(part.dataset.words);
  const toggle = part.querySelector('.live-switch');
  const state = part.querySelector('.live-state');
  const news = part.querySelector('.news');
  const status = part.querySelector('[role=status]');
  const table = document.querySelector('table.events');
  const rows = () => [...document.querySelectorAll('table.events tbody tr:not(.day)')];
  const idOf = (row) => decodeURIComponent(row.querySelector('td.time a').href.split('/e/').at(-1).split('?')[0]);
  const dayOf = (body) => body.querySelector('.day').textContent;
  const mostRows = 500;
  const silenceMillis = 35000;
  const seen = new Set(rows().map(idOf));
  const counted = (n) => (n === 1 ? words.one : words.many.replace('{n}', n.toLocaleString('en')));
  let held = [];
  let after = part.dataset.after;
  let source;
  let timer;
  let failures = 0;
  let stale = false;
  let unsaid = 0;
  let saying;

  const reading = () =>
    scrollY > 8 || document.querySelector('.drawer') !== null || table.contains(document.activeElement);

  const say = (n) => {
    unsaid += n;
    saying ??= setTimeout(() => {
      status.textContent = counted(unsaid);
      unsaid = 0;
      saying = undefined;
    }, 1000);
  };

  const show = () => {
    news.hidden = held.length === 0 && !stale;
    news.textContent = stale ? words.stale : counted(held.length);
  };

  const put = ({ id, html }) => {
    const body = new DOMParser().parseFromString(html, 'text/html').querySelector('tbody');
    const row = body.querySelector('tr:not(.day)');
    row.classList.add('fresh');
    const bodies = [...table.tBodies];
    const same = bodies.find((each) => dayOf(each) === dayOf(body));
    if (same) {
      const older = [...same.rows].find((each) => !each.matches('.day') && idOf(each) < id);
      if (older) older.before(row);
      else same.append(row);
      return;
    }
    const before = bodies.find((each) => idOf(each.rows[1]) < id);
    if (before) before.before(body);
    else table.append(body);
  };

  const release = () => {
    if (stale || !table) return location.reload();
    for (const each of held) put(each);
    const total = document.querySelector('.list-head strong');
    const before = Number(total?.textContent.replaceAll(',', ''));
    if (total && before >= 0) total.textContent = (before + held.length).toLocaleString('en');
    held = [];
    show();
  };

  const take = (event) => {
    if (seen.has(event.id)) return;
    if (part.dataset.first !== undefined) return location.reload();
    seen.add(event.id);
    held.push(event);
    say(1);
    if (rows().length + held.length > mostRows) {
      held = [];
      stale = true;
      close();
    }
    if (table && !stale && !reading()) release();
    else show();
  };

  const close = () => {
    clearTimeout(timer);
    source?.close();
    source = undefined;
  };

  const heard = ({ lastEventId }) => {
    after = lastEventId;
    failures = 0;
    part.dataset.state = 'on';
    state.textContent = '';
    clearTimeout(timer);
    timer = setTimeout(lost, silenceMillis);
  };

  const lost = async () => {
    close();
    const seconds = Math.min(4 * 2 ** failures++, 60);
    part.dataset.state = 'lost';
    state.textContent = words.lost.replace('{n}', seconds);
    timer = setTimeout(open, seconds * 1000);
    try {
      const { status } = await fetch(address(), { method: 'HEAD' });
      if (status !== 403) return;
      clearTimeout(timer);
      part.dataset.state = 'closed';
      state.textContent = words.closed;
    } catch {}
  };

  const address = () => {
    const url = new URL(part.dataset.live, location.href);
    url.searchParams.set('after', after);
    return url;
  };

  const open = () => {
    close();
    if (stale || document.hidden || toggle.getAttribute('aria-pressed') !== 'true') return;
    timer = setTimeout(lost, silenceMillis);
    source = new EventSource(address());
    source.onmessage = (message) => {
      heard(message);
      take(JSON.parse(message.data));
    };
    source.onerror = lost;
    source.addEventListener('beat', heard);
    source.addEventListener('again', (message) => {
      heard(message);
      open();
    });
    source.addEventListener('lost', () => {
      close();
      stale = true;
      show();
    });
  };

  const remember = (on) => {
    toggle.setAttribute('aria-pressed', String(on));
    part.dataset.state = on ? 'on' : 'off';
    state.textContent = '';
    try {
      localStorage.setItem('daybook-live', on ? 'on' : 'off');
    } catch {}
  };
  toggle.addEventListener('click', () => {
    remember(toggle.getAttribute('aria-pressed') !== 'true');
    open();
  });
  news.addEventListener('click', () => {
    release();
    scrollTo({ top: 0 });
    table?.querySelector('td.time a')?.focus({ preventScroll: true });
  });
  addEventListener('scroll', () => held.length > 0 && !reading() && release(), { passive: true });
  document.addEventListener('visibilitychange', () => (document.hidden ? close() : open()));
  try {
    if (localStorage.getItem('daybook-live') === 'off') toggle.setAttribute('aria-pressed', 'false');
  } catch {}
  part.hidden = false;
  part.dataset.state = toggle.getAttribute('aria-pressed') === 'true' ? 'on' : 'off';
  open();
})();
`
