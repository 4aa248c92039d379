/** The filter bar, buttons, the count line and the pager. */
export const controls = `
button, .button {
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
button:hover, .button:hover { border-color: var(--accent); text-decoration: none; }
.button { max-width: 100%; }
.button bdi { overflow: hidden; text-overflow: ellipsis; }
.query-bar {
  display: flex;
  flex-wrap: wrap;
  gap: 8px;
  padding: 10px 16px;
  background: var(--surface);
}
.query { flex: 1 1 360px; display: flex; gap: 8px; min-width: 0; }
.box {
  position: relative;
  flex: 1;
  display: flex;
  flex-wrap: wrap;
  align-items: center;
  gap: 4px 6px;
  min-width: 0;
  min-height: 34px;
  padding: 4px 8px;
  border: 1px solid var(--control);
  border-radius: 6px;
  background: var(--bg);
  cursor: text;
}
.box:focus-within { border-color: var(--accent); outline: 2px solid var(--accent); outline-offset: 1px; }
.box .typed { flex: 1 1 120px; min-width: 0; height: 24px; padding: 0 4px; border: 0; outline: 0; background: none; color: var(--text); font: inherit; text-overflow: ellipsis; }
.box .typed::placeholder { color: var(--muted); opacity: 1; }
.token { display: flex; min-width: 0; align-items: stretch; max-width: 100%; min-height: 24px; border-radius: 4px; background: var(--accent-soft); color: var(--accent); font: 12px/24px var(--mono); }
.token .text { flex: 0 1 auto; min-width: 0; padding-left: 8px; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.token a { flex: none; width: 24px; text-align: center; }
.token a:hover { text-decoration: none; background: var(--accent); color: var(--on-accent); border-radius: 4px; }
.token.bad { background: var(--denied-soft); color: var(--denied); outline: 1px solid var(--denied); }
.token.bad .text { text-decoration: underline wavy; text-underline-offset: 3px; }
.token.bad a { color: var(--denied); }
.problems { flex: 1 1 100%; min-width: 0; }
.problems li > * { min-width: 0; max-width: 100%; white-space: normal; overflow-wrap: anywhere; }
.problems ul { margin: 0; padding: 0; list-style: none; }
.problems li { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 10px; padding: 6px 10px; border-radius: 5px; background: var(--denied-soft); color: var(--denied); overflow-wrap: anywhere; }
.problems li + li { margin-top: 4px; }
.query button { min-height: 34px; border-color: var(--accent); background: var(--accent); color: var(--on-accent); font-weight: 650; }
.tools { display: flex; gap: 8px; }
.query-bar .tools summary { min-height: 36px; }
.menu { position: relative; }
.menu summary { list-style: none; }
.menu summary::-webkit-details-marker { display: none; }
.menu summary::after { content: ""; width: 6px; height: 6px; margin: -4px 0 0 2px; border: solid currentColor; border-width: 0 1.5px 1.5px 0; rotate: 45deg; }
.pop { position: absolute; right: 0; z-index: 5; min-width: 100%; width: max-content; max-width: min(340px, 92vw); margin-top: 4px; padding: 6px; border: 1px solid var(--control); border-radius: 6px; background: var(--raised); color: var(--text); }
.pop ul { margin: 0; padding: 0; list-style: none; }
.pop li { display: flex; }
.pop li a { flex: 1; min-width: 0; padding: 3px 10px; border-radius: 4px; color: var(--text); line-height: 22px; overflow-wrap: anywhere; }
.pop li a:hover { background: var(--accent-soft); text-decoration: none; }
.pop li a[aria-current] { color: var(--accent); font-weight: 650; }
.pop .remove { min-height: 24px; padding: 0 8px; border-color: transparent; background: none; color: var(--muted); }
.pop .none { padding: 4px 10px; color: var(--muted); }
.pop form, .pop fieldset { display: grid; gap: 8px; margin: 6px 0 0; padding: 10px; border-top: 1px solid var(--line); }
.pop fieldset { display: flex; flex-wrap: wrap; gap: 6px; border: 0; padding: 4px 6px; }
.pop fieldset legend, .pop label span { color: var(--muted); font-size: 12px; }
.pop .share { display: flex; flex-wrap: wrap; gap: 8px; padding: 0 10px 6px; }
.pop .share .button { position: relative; }
.pop .share input { position: absolute; inset: 0; width: 100%; height: 100%; opacity: 0; cursor: pointer; }
.pop .share .button:focus-within { outline: 2px solid var(--accent); outline-offset: 1px; }
button:disabled { border-color: var(--line); color: var(--muted); cursor: default; }
.pop label:not(.button) { display: grid; gap: 2px; }
.pop input { min-height: 30px; padding: 2px 8px; border: 1px solid var(--control); border-radius: 5px; background: var(--bg); color: var(--text); font: inherit; }
.pop button[aria-pressed=true] { border-color: var(--accent); background: var(--accent-soft); color: var(--accent); font-weight: 650; }
.choices { position: absolute; top: 100%; left: -1px; right: -1px; z-index: 6; max-height: 320px; overflow-y: auto; margin: 4px 0 0; padding: 4px; border: 1px solid var(--control); border-radius: 6px; background: var(--raised); list-style: none; }
.choices [role=option] { display: flex; gap: 12px; min-height: 28px; padding: 3px 10px; border-radius: 4px; cursor: pointer; }
.choices [role=option] > :first-child { font: 12px/22px var(--mono); overflow-wrap: anywhere; }
.choices .label { color: var(--muted); }
.choices .note { margin-left: auto; color: var(--faint); font-size: 12px; }
.choices [aria-selected=true] { background: var(--accent-soft); }
@media (scripting: none) { .scripted { display: none !important; } }
@media (scripting: enabled) { .unscripted { display: none !important; } }
.list-head { display: flex; align-items: center; gap: 12px; min-height: 36px; padding: 4px 16px; background: var(--surface); color: var(--muted); }

.list-head strong { color: var(--text); }

.pager { display: flex; gap: 8px; padding: 12px 16px; background: var(--surface); }
.pager .older { margin-left: auto; }
.actions { display: flex; flex-wrap: wrap; gap: 8px; }`
