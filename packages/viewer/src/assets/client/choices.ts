/** A text field with a list of choices under it: arrows go through them, Enter takes one, Escape closes. */
export const choices = `
const withChoices = (input, list, { find, take, first = false }) => {
  let items = [];
  let at = -1;
  let asking = new AbortController();
  let timer;
  let typing = false;
  input.setAttribute('role', 'combobox');
  input.setAttribute('aria-autocomplete', 'list');
  input.setAttribute('aria-controls', list.id);
  input.setAttribute('aria-expanded', 'false');
  const mark = (index) => {
    at = index;
    [...list.children].forEach((option, position) => {
      option.setAttribute('aria-selected', String(position === at));
      if (position === at) option.scrollIntoView({ block: 'nearest' });
    });
    if (at < 0) input.removeAttribute('aria-activedescendant');
    else input.setAttribute('aria-activedescendant', list.children[at].id);
  };
  const show = (found) => {
    typing = false;
    items = found;
    list.replaceChildren(
      ...items.map((item, index) => {
        const option = make('div', { id: list.id + index }, make('bdi', { textContent: item.name }));
        option.setAttribute('role', 'option');
        if (item.label) option.append(make('bdi', { className: 'label', textContent: item.label }));
        if (item.note) option.append(make('bdi', { className: 'note', textContent: item.note }));
        option.addEventListener('pointerdown', (event) => event.preventDefault());
        option.addEventListener('click', () => choose(index));
        return option;
      }),
    );
    list.hidden = items.length === 0;
    input.setAttribute('aria-expanded', String(items.length > 0));
    mark(first && items.length > 0 ? 0 : -1);
  };
  const close = () => {
    clearTimeout(timer);
    asking.abort();
    show([]);
  };
  const choose = (index) => {
    const item = items[index];
    close();
    take(item);
  };
  const look = async () => {
    asking.abort();
    asking = new AbortController();
    const { signal } = asking;
    await find(input.value, (found) => signal.aborted || show(found), signal);
  };
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(look, 120);
  };
  input.addEventListener('input', () => {
    typing = true;
    mark(-1);
    soon();
  });
  input.addEventListener('blur', () => setTimeout(() => document.activeElement !== input && close()));
  input.addEventListener('keydown', (event) => {
    const { key } = event;
    // What is listed belongs to what was typed before: the answer to this is taken when it is there.
    if (key === 'Enter' && typing && first) {
      event.preventDefault();
      clearTimeout(timer);
      look().then(() => at >= 0 && choose(at));
      return;
    }
    if (key === 'ArrowDown' && items.length === 0) look();
    else if (key === 'ArrowDown') mark((at + 1) % items.length);
    else if (key === 'ArrowUp' && items.length > 0) mark((at <= 0 ? items.length : at) - 1);
    else if ((key === 'Enter' || key === 'Tab') && at >= 0) choose(at);
    else if (key === 'Escape' && items.length > 0 && !first) close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  return { look, close };
};
`
