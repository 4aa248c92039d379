/** The drawer beside the list and the list of keys: both are there with scripts only. */
export const drawer = `
.explore.with-drawer { grid-template: "histogram histogram histogram" auto "facets list drawer" 1fr / 216px minmax(0, 1fr) 440px; }
.with-drawer .events .actor { width: 18%; }
.with-drawer .events .action { width: 23%; }
.with-drawer .events .target { width: 20%; }
@media (max-width: 1399px) {
  .with-drawer .events .changed, .with-drawer .events th.changed { display: none; }
  .with-drawer .events .actor { width: 22%; }
  .with-drawer .events .action { width: 28%; }
  .with-drawer .events .target { width: 30%; }
}
.events tbody tr.shown { background: var(--accent-soft); }
.drawer { grid-area: drawer; position: sticky; top: 0; display: flex; flex-direction: column; max-height: 100vh; min-width: 0; background: var(--raised); border-left: 1px solid var(--line); animation: slide 120ms ease-out; }
.drawer .bar { display: flex; gap: 8px; padding: 8px 16px; border-bottom: 1px solid var(--line); }
.drawer .copy-link { margin-left: auto; }
.drawer .content { overflow-y: auto; }
[role=tablist] { display: flex; gap: 2px; border-bottom: 1px solid var(--line); }
[role=tab] { min-height: 32px; border: 0; border-bottom: 2px solid transparent; border-radius: 0; background: none; color: var(--muted); }
[role=tab][aria-selected=true] { border-bottom-color: var(--accent); color: var(--text); font-weight: 650; }
[role=tab] .count { margin-left: 0; }
.drawer .facts { padding: 0; border: 0; background: none; }
.drawer .facts > div + div { border-top: 0; }
.drawer .facts > div { padding: 0; }
.drawer .part > details > summary { display: none; }
.drawer .event { gap: 16px; grid-template-columns: minmax(0, 1fr); padding: 14px 16px 32px; }
@keyframes slide { from { transform: translateX(12px); opacity: 0; } }
@media (prefers-reduced-motion: reduce) { .drawer { animation: none; } }
.histogram .brush { fill: var(--accent); opacity: .25; pointer-events: none; }
.histogram svg { touch-action: pan-y; user-select: none; }
.palette { width: min(560px, 92vw); margin-top: 12vh; padding: 8px; border: 1px solid var(--control); border-radius: 8px; background: var(--raised); color: var(--text); overflow: visible; }
.palette::backdrop { background: rgb(0 0 0 / .4); }
.palette input { width: 100%; min-height: 38px; padding: 4px 10px; border: 1px solid var(--control); border-radius: 5px; background: var(--bg); color: var(--text); font: inherit; }
.palette .choices { position: static; margin-top: 6px; border: 0; max-height: 50vh; }
.palette .choices:not([hidden]) { display: block; }
.choices[hidden] { display: none; }
.palette .choices [role=option] > :first-child { font: inherit; }
.keys { padding: 20px 24px; border: 1px solid var(--control); border-radius: 6px; background: var(--raised); color: var(--text); }
.keys::backdrop { background: rgb(0 0 0 / .4); }
.keys dl { margin: 12px 0 16px; }
.keys dl > div { display: flex; padding: 2px 0; }
.keys dt { display: flex; gap: 4px; align-items: center; width: 96px; }
.hint { display: none; margin-left: auto; font-size: 12px; }
@media (scripting: enabled) and (min-width: 961px) {
  .hint { display: block; }
}
.with-drawer .hint { display: none; }
kbd { padding: 0 5px; border: 1px solid var(--control); border-radius: 3px; font: 11px/18px var(--mono); }`
