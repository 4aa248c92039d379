/** The document, its header, and what is for screen readers alone. */
export const frame = `
*, *::before, *::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0;
  min-height: 100vh;
  background: var(--bg);
  color: var(--text);
  font: 13px/20px var(--sans);
  font-variant-numeric: tabular-nums;
}
h1, h2, p, dl, dd, pre, fieldset { margin: 0; padding: 0; border: 0; }
h1 { font-size: 20px; line-height: 26px; font-weight: 650; overflow-wrap: anywhere; }
h2 { font-size: 13px; line-height: 20px; font-weight: 650; }
b, strong, th { font-weight: 650; }
a { color: var(--accent); text-decoration: none; }
a:hover { text-decoration: underline; text-underline-offset: 2px; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; border-radius: 3px; }
main:focus { outline: none; }
.code, .action, code { font-family: var(--mono); font-size: 12px; }
.unseen {
  position: absolute;
  width: 1px;
  height: 1px;
  margin: -1px;
  overflow: hidden;
  clip-path: inset(50%);
  white-space: nowrap;
}
.skip {
  position: absolute;
  left: 16px;
  top: -60px;
  z-index: 2;
  padding: 4px 12px;
  border-radius: 5px;
  background: var(--accent);
  color: var(--on-accent);
}
.skip:focus { top: 8px; }
.header {
  display: flex;
  align-items: center;
  gap: 12px;
  height: 45px;
  padding: 0 16px;
  background: var(--surface);
  border-bottom: 1px solid var(--line);
}
.header .title {
  font-size: 15px;
  font-weight: 650;
  overflow: hidden;
  text-overflow: ellipsis;
  white-space: nowrap;
}
.header nav { display: flex; flex: none; gap: 4px; margin-left: 8px; }
.header nav a { padding: 4px 10px; border-radius: 5px; color: var(--muted); }
.header nav a[aria-current] { background: var(--accent-soft); color: var(--accent); font-weight: 650; }
.switches { display: flex; align-items: center; gap: 6px; margin-left: auto; color: var(--muted); white-space: nowrap; }
.switches .look { margin-left: 6px; }
.badge {
  padding: 0 6px;
  border-radius: 3px;
  background: var(--denied-soft);
  color: var(--denied);
  font-size: 11px;
  line-height: 18px;
  font-weight: 650;
  overflow: hidden;
  text-overflow: ellipsis;
  white-space: nowrap;
}
.shape { display: block; flex: none; fill: none; stroke: var(--faint); stroke-width: 1.6; }
.shape.failure { fill: var(--failure); stroke: none; }
.shape.denied { stroke: var(--denied); stroke-width: 1.8; }`
