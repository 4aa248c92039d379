/** Facets beside the list, the histogram above it. Both come after the list in the document. */
export const explore = `
.explore {
  display: grid;
  grid-template: "histogram histogram" auto "facets list" 1fr / 216px minmax(0, 1fr);
  min-height: calc(100vh - 101px);
}
.results { grid-area: list; min-width: 0; background: var(--surface); border-left: 1px solid var(--line); }
.explore::before { content: ""; grid-area: histogram; min-height: 92px; background: var(--surface); border-bottom: 1px solid var(--line); }
.explore::after { content: ""; grid-area: facets; }
.explore.bare, .explore:has(.no-overview) { grid-template: "list" 1fr / minmax(0, 1fr); }
.explore.bare .results, .explore:has(.no-overview) .results { border-left: 0; }
.explore.bare::before, .explore.bare::after, .explore:has(.no-overview)::before, .explore:has(.no-overview)::after, .explore:has(.no-overview) .narrow-down { display: none; }
.histogram { grid-area: histogram; display: grid; align-content: end; padding: 10px 16px 4px; }
.histogram.none { align-content: center; padding-block: 4px; color: var(--muted); }
.histogram.none a { text-decoration: underline; text-underline-offset: 2px; }
.histogram svg { display: block; width: 100%; height: 50px; }
.histogram .hit { fill: transparent; }
.histogram .success { fill: var(--bar); }
.histogram .failure { fill: var(--failure); }
.histogram .denied { fill: var(--denied); }
.histogram svg a:hover .hit { fill: var(--accent-soft); }
.histogram svg a:hover .success { fill: var(--accent); }
.axis { display: grid; grid-template-columns: repeat(4, minmax(0, 1fr)); margin: 0; padding: 0; list-style: none; font-size: 11px; line-height: 24px; }
.axis a { display: flex; justify-content: space-between; min-height: 24px; border-top: 1px solid var(--line); color: var(--muted); white-space: nowrap; }
.axis a:hover { border-top-color: var(--accent); color: var(--accent); text-decoration: none; }
.facets { grid-area: facets; z-index: 1; padding: 16px 12px 32px 16px; }
.facets .capped { margin-bottom: 12px; color: var(--muted); font-size: 12px; line-height: 18px; }
.facet + .facet { margin-top: 12px; }
.facet h2 { margin-bottom: 2px; color: var(--muted); font-size: 12px; }
.facet ul { margin: 0; padding: 0; list-style: none; }
.facet .value { display: flex; align-items: center; gap: 8px; min-height: 24px; padding: 0 4px; border-radius: 4px; color: var(--text); }
.facet .value::before { content: ""; flex: none; width: 13px; height: 13px; border: 1px solid var(--control); border-radius: 3px; background: var(--surface); }
.facet .value.on::before { border-color: var(--accent); background: var(--accent); box-shadow: inset 0 0 0 2px var(--surface); }
.facet .value:hover { background: var(--accent-soft); text-decoration: none; }
.facet .name { flex: 1; min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.facet .count { color: var(--faint); font-size: 12px; }
.facet .more { display: inline-block; min-height: 24px; padding: 0 4px; line-height: 24px; font-size: 12px; }
.list-head .narrow-down { display: none; margin-left: auto; min-height: 24px; line-height: 24px; white-space: nowrap; }`
