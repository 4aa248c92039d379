/** The filter bar, buttons, the count line and the pager. */
export const controls = `
button, .button, select, .toggle {
  display: inline-flex;
  align-items: center;
  gap: 6px;
  min-height: 28px;
  padding: 3px 10px;
  border: 1px solid var(--control);
  border-radius: 5px;
  background: var(--surface);
  color: var(--text);
  font: inherit;
  white-space: nowrap;
  cursor: pointer;
}
button:hover, .button:hover, select:hover, .toggle:hover { border-color: var(--accent); text-decoration: none; }
.button { max-width: 100%; }
.button bdi { overflow: hidden; text-overflow: ellipsis; }
.button.quiet { border-color: transparent; background: none; color: var(--accent); padding-inline: 6px; }
.button.quiet:hover { text-decoration: underline; }
.filter {
  display: flex;
  align-items: center;
  gap: 8px;
  padding: 10px 16px;
  background: var(--surface);
  border-bottom: 1px solid var(--line);
}
.filter button, .filter select, .filter .button { height: 34px; }
.filter button { border-color: var(--accent); background: var(--accent); color: var(--on-accent); font-weight: 650; }
.filter button:hover { filter: brightness(1.08); }
.fields {
  flex: 1;
  display: flex;
  min-width: 0;
  height: 34px;
  border: 1px solid var(--control);
  border-radius: 6px;
  background: var(--bg);
}
.fields:focus-within { border-color: var(--accent); }
.field {
  flex: 1;
  display: flex;
  align-items: center;
  min-width: 0;
  margin: 4px 0;
  padding-left: 10px;
  font: 12px/24px var(--mono);
  color: var(--text);
  cursor: text;
}
.field + .field { border-left: 1px solid var(--line); }
.field input {
  flex: 1;
  min-width: 0;
  width: 100%;
  height: 24px;
  margin: 0 4px;
  padding: 0 4px;
  border: 0;
  border-radius: 3px;
  background: none;
  color: var(--text);
  font: inherit;
  text-overflow: ellipsis;
}
.field input::placeholder { color: var(--faint); opacity: 1; font-style: italic; }
.field input:not(:placeholder-shown) { background: var(--accent-soft); color: var(--accent); }
.field input:focus-visible { outline-offset: 0; }
.outcomes { display: flex; min-width: 0; }
.toggle { position: relative; height: 34px; border-radius: 0; margin-left: -1px; color: var(--muted); }
.toggle:first-of-type { border-radius: 5px 0 0 5px; margin-left: 0; }
.toggle:last-of-type { border-radius: 0 5px 5px 0; }
.toggle input { position: absolute; inset: 0; width: 100%; height: 100%; margin: 0; opacity: 0; cursor: pointer; }
.toggle:has(:checked) { z-index: 1; background: var(--accent-soft); border-color: var(--accent); color: var(--accent); font-weight: 650; }
.toggle:has(:focus-visible) { z-index: 1; outline: 2px solid var(--accent); outline-offset: 1px; }
.list-head { display: flex; align-items: center; gap: 12px; min-height: 36px; padding: 4px 16px; background: var(--surface); color: var(--muted); }

.export { position: relative; margin-left: auto; }
.export summary { list-style: none; }
.export summary::-webkit-details-marker { display: none; }
.export ul { position: absolute; right: 0; z-index: 3; margin: 4px 0 0; padding: 4px; border: 1px solid var(--control); border-radius: 5px; background: var(--raised); list-style: none; }
.export li a { display: block; padding: 2px 10px; white-space: nowrap; }
.export li a:hover { background: var(--accent-soft); text-decoration: none; }
.list-head strong { color: var(--text); }

.token { overflow-wrap: anywhere; padding: 2px 8px; border-radius: 3px; background: var(--accent-soft); font: 12px/20px var(--mono); }
.pager { display: flex; gap: 8px; padding: 12px 16px; background: var(--surface); }
.pager .older { margin-left: auto; }
.actions { display: flex; flex-wrap: wrap; gap: 8px; }`
