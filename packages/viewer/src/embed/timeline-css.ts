/**
 * A stylesheet for what `timelineHtml` makes, for the app to serve or include. Every name begins with `daybook-`; colours
 * and faces are the page's own but for `--daybook-muted`, `--daybook-line`, `--daybook-failure` and `--daybook-denied`.
 */
export const timelineCss = `
.daybook-items { margin: 0; padding: 0; list-style: none; }
.daybook-item {
  display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 0 16px; padding: 0 0 12px 16px;
  border-left: 1px solid var(--daybook-line, #868f9b);
}
.daybook-item p { margin: 0; overflow-wrap: anywhere; }
.daybook-who { font-weight: 600; }
.daybook-failure .daybook-outcome, .daybook-failure .daybook-why { color: var(--daybook-failure, light-dark(#b3261e, #ff8f87)); }
.daybook-denied .daybook-outcome, .daybook-denied .daybook-why { color: var(--daybook-denied, light-dark(#8a5300, #f0b45a)); }
.daybook-when, .daybook-rest, .daybook-empty { color: var(--daybook-muted, light-dark(#596372, #9aa5b4)); }
.daybook-when { white-space: nowrap; font-variant-numeric: tabular-nums; }
.daybook-fields { grid-column: 1 / -1; margin: 4px 0 0; padding: 0; list-style: none; overflow-wrap: anywhere; }
.daybook-fields del, .daybook-fields ins { font-family: ui-monospace, monospace; }
.daybook-fields ins { text-decoration: none; }
`
