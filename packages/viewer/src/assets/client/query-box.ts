/** The query box: suggestions while one types, and tokens that go back to text to be changed. */
export const queryBox = `
const typed = one('.query .typed');
if (typed) {
  const form = typed.form;
  const list = make('div', { id: 'suggestions', className: 'choices', hidden: true });
  list.setAttribute('role', 'listbox');
  list.setAttribute('aria-label', typed.dataset.suggestions);
  one('.box', form).append(list);
  const last = () => {
    const before = typed.value.slice(0, typed.selectionStart);
    return /(?:[^\\s"]|"(?:[^"\\\\]|\\\\.)*"?)*$/.exec(before)[0];
  };
  const suggestions = withChoices(typed, list, {
    find: async (_, show, signal) => {
      const url = new URL('suggest', root);
      url.searchParams.set('typed', last());
      for (const { value } of all('input[name=q]', form)) if (value !== typed.value) url.searchParams.append('q', value);
      try {
        const response = await fetch(url, { signal });
        show(response.ok ? (await response.json()).map((each) => ({ ...each, name: each.text })) : []);
      } catch {
        show([]);
      }
    },
    take: ({ text }) => {
      const end = typed.selectionStart;
      const start = end - last().length;
      const open = text.endsWith(':');
      typed.setRangeText(open ? text : text + ' ', start, end, 'end');
      if (open) suggestions.look();
      else form.requestSubmit();
    },
  });
  const edit = (token) => {
    const text = one('input', token).value;
    token.remove();
    typed.value = (text + ' ' + typed.value).trim();
    typed.focus();
    typed.setSelectionRange(text.length, text.length);
  };
  typed.addEventListener('keydown', (event) => {
    const token = all('.token', form).at(-1);
    if (event.key !== 'Backspace' || typed.value !== '' || !token) return;
    event.preventDefault();
    edit(token);
  });
  for (const token of all('.token', form)) one('.text', token).addEventListener('click', () => edit(token));
  one('.box', form).addEventListener('click', (event) => event.target === event.currentTarget && typed.focus());
}
`
