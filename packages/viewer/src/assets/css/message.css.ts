/** Pages and places that have one thing to say. */
export const message = `
.message { display: grid; grid-template-columns: minmax(0, 1fr); justify-items: start; gap: 14px; max-width: 552px; margin: 0 auto; padding: 56px 16px 64px; }
.message > * { min-width: 0; max-width: 100%; overflow-x: clip; }
.message p { color: var(--muted); overflow-wrap: anywhere; }
.message .waiting { color: var(--text); }
.message p code { color: var(--text); }
.message h2 + p { margin-top: 4px; }
.message pre {
  max-width: 100%;
  width: 100%;
  padding: 12px;
  border: 1px solid var(--line);
  border-radius: 6px;
  background: var(--surface);
  line-height: 18px;
  white-space: pre-wrap;
  overflow-wrap: anywhere;
}`
