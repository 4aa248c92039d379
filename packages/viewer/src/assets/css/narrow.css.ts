/** The phone: two-line cards instead of a table, nothing wider than the screen. Stands after all the rest. */
export const narrow = `
@media (max-width: 960px) {
  .event { grid-template-columns: minmax(0, 1fr); }
}
@media (max-width: 720px) {
  .explore, .explore.bare { grid-template: "histogram" auto "list" auto "facets" auto / minmax(0, 1fr); }
  .results { border-left: 0; }
  .histogram { padding-inline: 12px; }
  .histogram svg { pointer-events: none; }
  .list-head { flex-wrap: wrap; gap: 4px 12px; padding-block: 6px; }
  .list-head p { flex: 1 1 150px; }
  .axis li:last-child .start { display: none; }
  .axis li:last-child a { justify-content: flex-end; }
  .list-head .narrow-down { display: block; }
  .facets { padding: 16px 12px; border-top: 1px solid var(--line); }
  .ranking .share { display: none; }
  .ranking .number { width: 70px; padding-left: 0; }
  .item { grid-template-columns: 24px minmax(0, 1fr); }
  .item .ways { grid-column: 2; text-align: left; }
  .item .when { padding-left: 0; }
  .item .ways { display: flex; flex-direction: row-reverse; justify-content: flex-end; }
  .header { height: auto; min-height: 45px; flex-wrap: wrap; gap: 0 12px; padding-block: 6px; }
  .header nav { margin-left: -10px; }
  .query-bar { padding: 10px 12px; }
  .query { flex: 1 0 100%; }
  .tools { flex-wrap: wrap; }
  .tools { position: relative; flex: 1; }
  .query-bar .menu { position: static; }
  .query-bar .pop { left: 0; width: auto; max-width: none; }
  .switches > span { display: none; }
  .header nav:not(.books) { order: 1; flex: 1 0 100%; }
  .switches .look .pop { right: 0; }
  .events, .events tbody { display: block; }
  .events thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .events .day, .events .day th { display: block; }
  .events .day { position: sticky; top: 0; z-index: 1; }
  .events .day th { padding: 3px 12px; line-height: 21px; }
  .events tbody tr:not(.day) {
    position: relative;
    display: grid;
    grid-template: "outcome action action time" 24px "outcome actor target target" 24px / 18px fit-content(50%) minmax(0, 1fr) auto;
    padding: 3px 12px;
    border-bottom: 1px solid var(--line);
  }
  .events tbody tr:not(.day) td { display: block; width: auto; height: auto; padding: 0; border: 0; }
  .events td.outcome { grid-area: outcome; padding-top: 6px !important; }
  .events td.action { grid-area: action; }
  .events td.time { grid-area: time; padding-left: 12px !important; }
  .events td.actor { grid-area: actor; }
  .events td.target { grid-area: target; }
  .events td.target::before { content: "·"; padding: 0 6px; color: var(--faint); line-height: 24px; }
  .events td.target a { max-width: calc(100% - 20px); }
  .events td.target:has(.nobody) { display: none !important; }
  .events td.changed { display: none !important; }
  .events td a { padding: 2px 0; vertical-align: top; }
  .events td.actor a { color: var(--muted); }
  .events td.time a::after { content: ""; position: absolute; inset: 0; }
  .events td.actor a, .events td.target a, .events td.action a { position: relative; }
}
@media (max-width: 720px) and (pointer: coarse) {
  .box .typed, .pop input, .palette input { font-size: 16px; }
}`
