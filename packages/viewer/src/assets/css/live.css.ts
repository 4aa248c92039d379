/** The switch for live events, what waits to be shown, and rows that have just come. */
export const live = `
.live { display: flex; align-items: center; gap: 4px 12px; min-height: 40px; padding: 4px 16px; }
.live[hidden] { display: none; }
.live-switch::before {
  content: ''; display: inline-block; width: 8px; height: 8px; margin-right: 6px; border-radius: 50%;
  border: 1px solid currentColor;
}
.live-switch[aria-pressed=true]::before { background: currentColor; }
.live[data-state=lost] .live-switch::before, .live[data-state=closed] .live-switch::before { background: none; }
.live-state { color: var(--muted); }
.live:has(.news:not([hidden])) { position: sticky; top: 0; z-index: 3; background: var(--surface); }
.news { margin-inline: auto; color: var(--accent); background: var(--surface); border: 1px solid var(--accent); }
.news[hidden] { display: none; }
@media (prefers-reduced-motion: no-preference) {
  tr.fresh { animation: fresh 2s ease-out; }
  @keyframes fresh { from { background: color-mix(in srgb, var(--accent) 18%, transparent); } }
}
`
