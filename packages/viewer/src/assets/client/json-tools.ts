/** Copying from stored JSON: each value, and the path that leads to it. */
export const jsonTools = `
const jsonTools = (within) => {
  for (const view of all('.json[data-copy]', within)) {
    const words = JSON.parse(view.dataset.copy);
    for (const member of all('.member[data-path]', view)) {
      const button = (text, title) => {
        const made = make('button', { type: 'button', textContent: text, title });
        made.setAttribute('aria-label', title + ' ' + member.dataset.path);
        return made;
      };
      const path = button(words.pathShort, words.path);
      path.addEventListener('click', () => copy(member.dataset.path).then(() => say(words.done)));
      const value = button(words.valueShort, words.value);
      value.addEventListener('click', () => copy(member.dataset.value).then(() => say(words.done)));
      const tools = one('.tools', member);
      if (member.dataset.value !== undefined) tools?.append(value);
      tools?.append(path);
    }
  }
  for (const button of all('.copy-raw', within))
    button.addEventListener('click', () =>
      copy(one('pre', button.closest('.part')).textContent).then(() => say(button.dataset.done)),
    );
};
jsonTools(document);
`
