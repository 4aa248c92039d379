/** Timelines, rankings and usage. */
export const pages = `
.timeline, .figures-page { max-width: 820px; margin: 0 auto; padding: 20px 16px 48px; }
.timeline-head { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: 8px 24px; margin-bottom: 20px; }
.timeline-head h1 { flex: 1 1 50%; min-width: 0; }
.timeline-head .figures { order: 1; flex: 1 0 100%; }
.figures { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 24px; color: var(--muted); overflow-wrap: anywhere; }
.figure strong { color: var(--text); }
.items { margin: 0; padding: 0; list-style: none; }
.item { position: relative; display: grid; grid-template-columns: 30px minmax(0, 1fr) auto; padding-bottom: 16px; }
.item::before { content: ""; position: absolute; left: 5px; top: 0; bottom: 0; border-left: 1px solid var(--control); opacity: .5; }
.item .outcome { position: relative; width: 12px; height: 20px; margin-top: 2px; padding: 4px 0; background: var(--bg); }
.item.denied .outcome, .item.failure .outcome { height: 16px; margin-top: 4px; padding: 2px 0; }
.item p { line-height: 24px; overflow-wrap: anywhere; }
.item p a, .item .who, .item .when, .item .state { display: inline-block; min-height: 24px; line-height: 24px; }
.item .who { color: var(--text); font-weight: 650; }
.item.failure .why { color: var(--failure); }
.item.denied .why { color: var(--denied); }
.item .when { padding-left: 16px; color: var(--muted); white-space: nowrap; }
.item .ways { white-space: nowrap; text-align: right; }
.item .state { padding-left: 16px; color: var(--muted); }
.item .gap { margin-right: 12px; color: var(--faint); font-size: 12px; }
.fields-changed { margin: 0; padding: 0; list-style: none; font: 12px/20px var(--mono); overflow-wrap: anywhere; }
.fields-changed li { display: flex; flex-wrap: wrap; gap: 2px 8px; margin-top: 2px; min-width: 0; }
.fields-changed li > * { min-width: 0; }
.fields-changed.inline { display: flex; flex-wrap: wrap; gap: 0 16px; }
.fields-changed ins, .fields-changed del, .stated { padding: 0 5px; border-radius: 3px; }
.fields-changed ins, .fields-changed ins * { color: var(--added); text-decoration: none; }
.fields-changed ins { background: var(--added-soft); }
.fields-changed del, .fields-changed del * { color: var(--removed); }
.fields-changed del { background: var(--removed-soft); }
.stated { background: var(--line); }
.stated * { color: var(--text) !important; }
.fields-changed .rest { color: var(--muted); }
.states .moment { flex: 1 0 100%; }
.states .none { color: var(--muted); }
.caveats { display: grid; gap: 4px; margin-bottom: 16px; padding: 10px 14px; border-radius: 5px; background: var(--denied-soft); color: var(--denied); overflow-wrap: anywhere; }
.caveats code { color: inherit; }
.linked { display: inline-block; min-height: 24px; margin-right: 12px; }
.compare { display: flex; flex-wrap: wrap; align-items: end; gap: 8px; margin-top: 20px; }
.compare label { display: grid; grid-template-columns: minmax(0, 1fr); flex: 0 1 auto; gap: 2px; max-width: 100%; }
.compare label span { color: var(--muted); font-size: 12px; }
.compare select { min-height: 30px; width: 100%; padding: 2px 8px; border: 1px solid var(--control); border-radius: 5px; background: var(--surface); color: var(--text); font: inherit; }
.day-heading { position: sticky; top: 0; z-index: 1; margin: 8px -8px 8px; padding: 4px 8px; background: var(--bg); border-bottom: 1px solid var(--line); color: var(--muted); font-size: 12px; }
.run summary { min-height: 24px; padding-left: 30px; margin-bottom: 12px; line-height: 24px; cursor: pointer; color: var(--muted); list-style: none; }
.run summary::before { content: "▸"; display: inline-block; width: 14px; margin-left: -30px; margin-right: 16px; }
.run details[open] summary::before { content: "▾"; }
.windows { display: flex; flex-wrap: wrap; gap: 8px; margin: 12px 0 16px; }
.windows [aria-current] { border-color: var(--accent); background: var(--accent-soft); color: var(--accent); font-weight: 650; }
.figures-page .capped { margin-bottom: 12px; color: var(--muted); }
.ranking { width: 100%; border-collapse: collapse; background: var(--raised); border: 1px solid var(--line); }
.ranking th, .ranking td { padding: 4px 12px; border-bottom: 1px solid var(--line); text-align: left; line-height: 24px; overflow-wrap: anywhere; }
.ranking thead th { background: var(--bg); color: var(--muted); font-size: 12px; }
.ranking .number { width: 90px; text-align: right; }
.ranking .share { width: 28%; }
.ranking .share svg { display: block; width: 100%; height: 10px; }
.ranking .share rect { fill: var(--bar); }
.ranking td a { display: inline-block; min-height: 24px; }
.ranking td .code { color: var(--faint); }
.totals { display: flex; flex-wrap: wrap; gap: 12px; margin: 14px 0 24px; }
.totals > div { flex: 1; min-width: 140px; padding: 10px 14px; border: 1px solid var(--line); border-radius: 6px; background: var(--raised); }
.totals dt { color: var(--muted); font-size: 12px; }
.totals dd { font-size: 20px; line-height: 28px; font-weight: 650; }
.table-head { display: flex; align-items: center; justify-content: space-between; margin-bottom: 8px; }`
