/** The drawer beside the list and the list of keys: both are there with scripts only. */
export const drawer = `
.explore.with-drawer { grid-template: "histogram histogram histogram" auto "facets list drawer" 1fr / 216px minmax(0, 1fr) 440px; }
.with-drawer .events .changed, .with-drawer .events th.changed { display: none; }
.with-drawer .events .actor { width: 22%; }
.with-drawer .events .action { width: 28%; }
.with-drawer .events .target { width: 30%; }
.events tbody tr.shown { background: var(--accent-soft); }
.drawer { grid-area: drawer; position: sticky; top: 0; display: flex; flex-direction: column; max-height: 100vh; min-width: 0; background: var(--raised); border-left: 1px solid var(--line); animation: slide 120ms ease-out; }
.drawer .bar { display: flex; gap: 8px; padding: 8px 16px; border-bottom: 1px solid var(--line); }
.drawer .whole { margin-left: auto; }
.drawer .content { overflow-y: auto; }
.drawer .event { grid-template-columns: minmax(0, 1fr); padding: 14px 16px 32px; }
@keyframes slide { from { transform: translateX(12px); opacity: 0; } }
@media (prefers-reduced-motion: reduce) { .drawer { animation: none; } }
.histogram .brush { fill: var(--accent); opacity: .25; pointer-events: none; }
.histogram svg { touch-action: pan-y; user-select: none; }
.keys { padding: 20px 24px; border: 1px solid var(--control); border-radius: 6px; background: var(--raised); color: var(--text); }
.keys::backdrop { background: rgb(0 0 0 / .4); }
.keys dl { margin: 12px 0 16px; }
.keys dl > div { display: flex; padding: 2px 0; }
.keys dt { display: flex; gap: 4px; align-items: center; width: 80px; }
.hint { display: none; margin-left: auto; font-size: 12px; }
@media (scripting: enabled) and (min-width: 961px) {
  .hint { display: block; }
  .hint ~ .export { margin-left: 0; }
}
.with-drawer .hint { display: none; }
.with-drawer .list-head .export { margin-left: auto; }
kbd { padding: 0 5px; border: 1px solid var(--control); border-radius: 3px; font: 11px/18px var(--mono); }`
