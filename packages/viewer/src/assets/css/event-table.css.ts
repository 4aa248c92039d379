/** The list: rows of 34 px, days, outcome by shape. */
export const eventTable = `
.events {
  width: 100%;
  table-layout: fixed;
  border-collapse: collapse;
  background: var(--surface);
  border-top: 1px solid var(--line);
}
.events th { text-align: left; }
.events thead th { height: 30px; padding: 0 8px; border-bottom: 1px solid var(--line); font: 650 12px/20px var(--sans); color: var(--muted); }
.events .day th {
  position: sticky;
  top: 0;
  z-index: 1;
  height: 27px;
  padding: 0 16px;
  background: var(--bg);
  box-shadow: inset 0 -1px var(--line);
  font-size: 12px;
  color: var(--muted);
}
.events td {
  height: var(--row);
  padding: 0 8px;
  border-bottom: 1px solid var(--line);
  overflow: hidden;
  text-overflow: ellipsis;
  white-space: nowrap;
}
.events tbody tr:not(.day):hover { background: var(--accent-soft); }
.events tbody tr:not(.day):hover .time a { color: var(--accent); text-decoration: underline; text-underline-offset: 2px; }
.events .outcome { width: 46px; padding: 0 4px 0 16px; overflow: visible; text-overflow: clip; }
.events span.outcome { display: block; padding: 0; width: 12px; }
.events .time { width: 116px; }
.events .actor { width: 16%; }
.events .action { width: 20%; }
.events .target { width: 22%; }
.events thead .zone { color: var(--faint); font-weight: 400; }
.events tr[aria-current] { background: var(--accent-soft); scroll-margin-block: 40vh; }
.events td a { display: inline-block; max-width: 100%; padding: 2px 0; overflow: hidden; text-overflow: ellipsis; vertical-align: middle; line-height: 20px; }
.events td.time a, .events td.changed { color: var(--muted); }
.events td.actor a, .events td.action a { color: var(--text); }
.events .nobody { color: var(--faint); }
.namespace { color: var(--faint); }
.events td a:focus-visible { outline-offset: -2px; }`
