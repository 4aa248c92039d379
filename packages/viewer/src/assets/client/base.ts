/** What all parts of the script use. */
export const base = `
const one = (selector, within = document) => within.querySelector(selector);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const root = new URL('..', document.currentScript.src);
const make = (name, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
};
// A browser may refuse storage; then nothing is remembered, and all else goes on.
const stored = (name) => {
  try {
    return localStorage.getItem('daybook-' + name);
  } catch {
    return null;
  }
};
const store = (name, value) => {
  try {
    if (value === null) localStorage.removeItem('daybook-' + name);
    else localStorage.setItem('daybook-' + name, value);
  } catch {}
};
const said = one('#said');
const say = (text) => {
  if (said) said.textContent = text;
};
const copy = async (text) => {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = make('textarea', { value: text, className: 'unseen' });
  const focused = document.activeElement;
  (one('dialog[open]') ?? document.body).append(area);
  area.select();
  document.execCommand('copy');
  area.remove();
  focused?.focus();
};
`
