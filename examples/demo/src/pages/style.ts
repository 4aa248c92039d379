/** The one style sheet of the pages. */
export const style = `
:root { color-scheme: light dark; --line: color-mix(in srgb, currentcolor 18%, transparent); --accent: #2563eb }
* { box-sizing: border-box }
body { max-width: 46rem; margin: 0 auto; padding: 1.5rem; font: 16px/1.5 system-ui, sans-serif }
header { display: flex; gap: 1rem; align-items: center; border-bottom: 1px solid var(--line); margin-bottom: 1.5rem;
  padding-bottom: .6rem }
header strong { flex: 1 }
h1 { font-size: 1.4rem }
table { width: 100%; border-collapse: collapse }
th, td { text-align: left; padding: .45rem .5rem; border-bottom: 1px solid var(--line) }
td.amount, th.amount { text-align: right; font-variant-numeric: tabular-nums }
form { margin: 0 }
form.fields { display: grid; gap: .75rem; max-width: 22rem; margin: 1rem 0 }
form.line { display: flex; flex-wrap: wrap; gap: .5rem; margin: 1rem 0 }
form.line input { flex: 1; min-width: 9rem; max-width: 20rem }
.actions { display: flex; flex-wrap: wrap; gap: .5rem; margin: 1rem 0 }
label { display: grid; gap: .2rem; font-size: .9rem }
input, select, button { font: inherit; padding: .4rem .6rem; border: 1px solid var(--line); border-radius: .4rem }
button { cursor: pointer; background: var(--accent); border-color: var(--accent); color: #fff }
button.quiet { background: none; border-color: var(--line); color: inherit }
.status { padding: .1rem .5rem; border: 1px solid var(--line); border-radius: 1rem; font-size: .85rem }
a { color: var(--accent) }
.note { opacity: .75; font-size: .9rem }
`
