/** Stored JSON. */
export const json = `
.json {
  padding: 10px 14px;
  border: 1px solid var(--line);
  border-radius: 6px;
  background: var(--raised);
  font: 12px/20px var(--mono);
  overflow-wrap: anywhere;
  white-space: pre-wrap;
}
.member { padding-left: 2ch; }
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
