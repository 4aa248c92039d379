/** Stored JSON. */
export const json = `
.json {
  padding: 10px 14px;
  border: 1px solid var(--line);
  border-radius: 6px;
  background: var(--raised);
  font: 12px/24px var(--mono);
  overflow-wrap: anywhere;
  white-space: pre-wrap;
}
.member { position: relative; padding-left: 2ch; }
.json div.member { min-height: 24px; }
.json summary { min-height: 24px; cursor: pointer; list-style: none; }
.json summary::-webkit-details-marker { display: none; }
.fold > summary { margin-left: -2ch; list-style: none; cursor: pointer; }
.fold > summary::-webkit-details-marker { display: none; }
.fold > summary::before { content: "▾"; display: inline-block; width: 2ch; color: var(--faint); }
.fold:not([open]) > summary::before { content: "▸"; }
.json .size, .json .more { color: var(--faint); font-style: italic; }
.long[open] > summary .string { display: none; }
.json .tools { position: absolute; right: 0; top: 0; display: flex; gap: 2px; opacity: 0; background: var(--raised); white-space: nowrap; }
.json .tools:empty { display: none; }
.json .member:hover > .tools, .json .tools:focus-within { opacity: 1; }
@media (hover: none) { .json .tools { position: static; display: inline-flex; margin-left: 8px; opacity: 1; } }
.json .tools > * { display: inline-block; min-width: 24px; min-height: 24px; padding: 0 6px; border: 1px solid var(--line); border-radius: 4px; background: var(--raised); color: var(--muted); font: 11px/22px var(--sans); text-align: center; }
.json .tools > :hover { border-color: var(--accent); color: var(--accent); text-decoration: none; }
.copy-raw { margin: 6px 0; }
pre.json { max-height: 60vh; overflow: auto; }
.part summary { min-height: 24px; cursor: pointer; color: var(--muted); }
.json .key { color: var(--text); }
.json .string { color: var(--added); }
.json .scalar { color: var(--accent); }
.json .punctuation { color: var(--faint); }
.mark {
  display: inline-block;
  padding: 0 6px;
  border-radius: 3px;
  background: var(--denied-soft);
  color: var(--denied);
  font: 650 11px/18px var(--sans);
  white-space: normal;
}
del .mark { text-decoration: none; }`
