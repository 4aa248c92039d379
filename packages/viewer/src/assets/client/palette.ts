/** The command palette: pages, windows, themes, saved views, and whatever in the log begins with what is typed. */
export const palette = `
const palette = one('#palette');
const paletteInput = palette && one('input', palette);
if (palette) {
  const pressable = (selector) =>
    all(selector).map((element) => ({
      name: element.dataset.command ?? element.textContent.trim(),
      go: () => element.click(),
    }));
  const commands = () => [
    ...savedViews().map((each) => ({ name: each.name, note: palette.dataset.view, go: () => location.assign(viewHref(each)) })),
    ...pressable('.header nav a, .menu.window li a, [data-set=theme], [data-set=density], .zone-switch, .live-switch'),
  ];
  const jumps = withChoices(paletteInput, one('.choices', palette), {
    first: true,
    find: async (text, show, signal) => {
      const wanted = text.trim().toLowerCase();
      const fixed = commands().filter(({ name }) => name.toLowerCase().includes(wanted));
      if (wanted === '') return show(fixed);
      let found = [];
      try {
        const url = new URL('jump', root);
        url.searchParams.set('to', text.trim());
        const response = await fetch(url, { signal });
        if (response.ok) found = await response.json();
      } catch {}
      show([
        ...found.map(({ label, note, href }) => ({ name: label, note, go: () => location.assign(new URL(href, root)) })),
        ...fixed,
      ]);
    },
    take: ({ go }) => {
      palette.close();
      go();
    },
  });
  palette.addEventListener('close', () => jumps.close());
  document.addEventListener('keydown', (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.key.toLowerCase() !== 'k') return;
    event.preventDefault();
    if (palette.open) return palette.close();
    paletteInput.value = '';
    palette.showModal();
    jumps.look();
  });
}
`
