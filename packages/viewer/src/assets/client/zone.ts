/** Times in the reader's own zone, if they want: every time on the page, and the days that rows belong to. */
export const zone = `
const zoneSwitch = one('.zone-switch');
if (zoneSwitch) {
  const words = JSON.parse(zoneSwitch.dataset.words);
  let local = stored('zone') === 'local';
  const named = new Intl.DateTimeFormat('en', { timeZoneName: 'short' })
    .formatToParts()
    .find(({ type }) => type === 'timeZoneName').value;
  const shifted = (date, toLocal) => (toLocal ? new Date(date - date.getTimezoneOffset() * 60000) : date);
  const iso = (date, toLocal) => shifted(date, toLocal).toISOString();
  const day = (text) => Number(text.slice(8, 10)) + ' ' + words.months[text.slice(5, 7) - 1] + ' ' + text.slice(0, 4);
  const forms = {
    clock: (text) => text.slice(11, 23),
    second: (text) => text.slice(11, 19),
    full: (text) => day(text) + ', ' + text.slice(11, 23),
    short: (text) => day(text).replace(' ' + new Date().getFullYear(), '') + ', ' + text.slice(11, 16),
    axis: (text, was) =>
      /^\\d+ /.test(was)
        ? day(text).slice(0, -5)
        : (/^\\D/.test(was) ? words.weekdays[new Date(text).getUTCDay()] + ' ' : '') + text.slice(11, 16),
  };
  const dayRow = (text) => {
    const ago = Math.round((Date.parse(iso(new Date(), local).slice(0, 10)) - Date.parse(text.slice(0, 10))) / 864e5);
    const name = ago === 0 ? words.today + ', ' : ago === 1 ? words.yesterday + ', ' : '';
    return [name + day(text) + ' (', make('span', { className: 'zone', textContent: nameNow() }), ')'];
  };
  const nameNow = () => (local ? named : words.utc);

  const regroup = (groups, heading, item) => {
    const items = groups.flatMap((group) => all(item, group));
    const place = groups[0]?.parentNode;
    if (!place || items.length === 0) return;
    const model = groups[0].cloneNode(true);
    for (const each of all(item, model)) each.remove();
    const made = [];
    let last;
    for (const each of items) {
      const text = iso(new Date(one('time', each).dateTime), local);
      if (text.slice(0, 10) !== last) {
        last = text.slice(0, 10);
        made.push(model.cloneNode(true));
        one(heading, made.at(-1)).replaceChildren(...dayRow(text));
      }
      (one('ol', made.at(-1)) ?? made.at(-1)).append(each);
    }
    const mark = document.createComment('');
    groups[0].before(mark);
    for (const group of groups) group.remove();
    mark.replaceWith(...made);
  };

  const observer = new MutationObserver(() => draw());
  const draw = (within = document) => {
    observer.disconnect();
    for (const time of all('time[data-form]', within)) {
      const date = new Date(time.dateTime);
      time.dataset.was ??= time.textContent;
      time.textContent = forms[time.dataset.form](iso(date, local), time.dataset.was);
      time.title =
        forms.full(iso(date, !local)) + ' ' + (local ? words.utc : named) + ' · ' + date.toISOString();
    }
    for (const each of all('.zone', within)) each.textContent = nameNow();
    const focused = document.activeElement;
    regroup(all('.events tbody'), '.day th', 'tr:not(.day)');
    regroup(all('.timeline section.day-group'), 'h2', ':scope > ol > li');
    if (focused !== document.activeElement) focused.focus({ preventScroll: true });
    watch();
  };
  const watch = () => {
    if (!local) return;
    const main = one('main');
    if (main) observer.observe(main, { childList: true, subtree: true });
  };
  const ranges = () => {
    for (const input of all('.range input[type=datetime-local]')) {
      input.dataset.utc ??= input.value;
      if (input.dataset.utc) input.value = iso(new Date(input.dataset.utc + 'Z'), local).slice(0, 16);
    }
  };
  for (const form of all('form.range'))
    form.addEventListener('submit', () => {
      for (const input of all('input[type=datetime-local]', form)) {
        if (!input.value) continue;
        const instant = new Date(local ? input.value : input.value + 'Z').toISOString();
        input.type = 'hidden';
        input.value = instant;
      }
    });
  const showZone = () => {
    zoneSwitch.textContent = nameNow();
    zoneSwitch.setAttribute('aria-label', words.label.replace('{zone}', nameNow()));
    zoneSwitch.setAttribute('aria-pressed', String(local));
  };
  zoneSwitch.addEventListener('click', () => {
    local = !local;
    store('zone', local ? 'local' : null);
    showZone();
    ranges();
    draw();
  });
  showZone();
  if (local) {
    ranges();
    draw();
  }
}
`
