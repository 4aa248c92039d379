/** One event, full page. */
export const eventPage = `
.event {
  display: grid;
  grid-template-columns: minmax(0, 1fr) 400px;
  gap: 20px 32px;
  max-width: 1160px;
  margin: 0 auto;
  padding: 24px 16px 48px;
}
.event-heading { grid-column: 1 / -1; }
.event-heading h1 .code { font-size: 18px; font-weight: 650; }
.event-heading p { display: flex; flex-wrap: wrap; align-items: center; gap: 0 6px; margin-top: 4px; color: var(--muted); }
.outcome-word { display: inline-flex; align-items: center; gap: 6px; font-weight: 650; }
.outcome-word.success { color: var(--success); }
.outcome-word.success .shape { stroke: var(--success); }
.outcome-word.failure { color: var(--failure); }
.outcome-word.denied { color: var(--denied); }
.event-body { display: grid; grid-template-columns: minmax(0, 1fr); gap: 20px; align-content: start; min-width: 0; }
.part > h2, .reason > h2 { margin-bottom: 6px; color: var(--muted); font-size: 12px; }
.part .count { margin-left: 4px; color: var(--faint); font-weight: 400; }
.free { white-space: pre-wrap; overflow-wrap: anywhere; }
.free.none { color: var(--muted); }
.reason { padding: 10px 14px; border-radius: 5px; background: var(--accent-soft); }
.reason p { white-space: pre-wrap; overflow-wrap: anywhere; }
.reason.failure { background: var(--failure-soft); }
.reason.failure, .reason.failure h2 { color: var(--failure); }
.reason.denied { background: var(--denied-soft); }
.reason.denied, .reason.denied h2 { color: var(--denied); }
.changes { width: 100%; table-layout: fixed; border-collapse: collapse; background: var(--raised); }
.changes th, .changes td { padding: 6px 10px; border: 1px solid var(--line); text-align: left; vertical-align: top; font: 12px/20px var(--mono); overflow-wrap: anywhere; }
.changes thead th { background: var(--bg); color: var(--muted); font: 650 12px/20px var(--sans); }
.changes thead th:first-child { width: 28%; }
.changes .removed { background: var(--removed-soft); color: var(--removed); }
.changes .added { background: var(--added-soft); color: var(--added); }
.changes .kinds { display: block; color: var(--muted); font: 11px/16px var(--sans); }
.changes thead th { text-transform: none; }
.changes mark { border-radius: 2px; background: none; color: inherit; font-weight: 650; box-shadow: inset 0 -2px currentColor; }
.around { grid-column: 1 / -1; min-width: 0; }
.around h2 { margin-bottom: 6px; color: var(--muted); font-size: 12px; }
.changes ins { text-decoration: none; }
.changes del { text-decoration: line-through; text-decoration-thickness: 1px; }
.changes .absent { color: var(--faint); }
.event-side { display: grid; grid-template-columns: minmax(0, 1fr); gap: 16px; align-content: start; min-width: 0; }
.facts { padding: 6px 14px; border: 1px solid var(--line); border-radius: 6px; background: var(--raised); }
.facts > div { display: grid; grid-template-columns: 78px minmax(0, 1fr); gap: 8px; padding: 5px 0; }
.facts > div + div { border-top: 1px solid var(--line); }
.facts dt { color: var(--muted); line-height: 24px; }
.facts dd { line-height: 24px; overflow-wrap: anywhere; }
.facts dd a + .code { margin-left: 4px; color: var(--faint); }
.facts dd a { display: inline-block; min-height: 24px; text-decoration: underline; text-underline-offset: 2px; text-decoration-color: var(--control); }
.facts dd a:hover { text-decoration-color: currentColor; }`
