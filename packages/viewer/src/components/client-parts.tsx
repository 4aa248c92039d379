import { words } from '../words/words.ts'

const keys = [
  [['/'], words.keys.filter],
  [['j', 'k'], words.keys.move],
  [['Enter'], words.keys.open],
  [['Esc'], words.keys.close],
  [['[', ']'], words.keys.pages],
  [['g', 'e/a/t/u'], words.keys.go],
  [['Ctrl K'], words.keys.palette],
  [['?'], words.keys.help],
] as const

/** What the script shows: the drawer's frame, the keys, the palette. Without the script none is ever seen. */
export function ClientParts() {
  return (
    <>
      <template id="drawer">
        <section class="drawer" aria-label={words.drawer.label}>
          <div class="bar">
            <button type="button" class="previous" aria-label={words.drawer.previous}>
              ↑
            </button>
            <button type="button" class="next" aria-label={words.drawer.next}>
              ↓
            </button>
            <button type="button" class="copy-link" data-done={words.drawer.copied}>
              {words.drawer.copy}
            </button>
            <a class="button whole" href="#main">
              {words.drawer.whole}
            </a>
            <button type="button" class="close" title={words.keys.close}>
              {words.drawer.close}
            </button>
          </div>
          <div class="content" tabindex={-1} />
        </section>
      </template>
      <dialog id="keys" class="keys" aria-label={words.keys.title}>
        <h2>{words.keys.title}</h2>
        <dl>
          {keys.map(([names, does]) => (
            <div key={does}>
              <dt>
                {names.map((name) => (
                  <kbd key={name}>{name}</kbd>
                ))}
              </dt>
              <dd>{does}</dd>
            </div>
          ))}
        </dl>
        <form method="dialog">
          <button type="submit">{words.drawer.close}</button>
        </form>
      </dialog>
      <dialog id="palette" class="palette" aria-label={words.palette.label} data-view={words.palette.view}>
        <input
          type="text"
          aria-label={words.palette.input}
          placeholder={words.palette.input}
          autocomplete="off"
          spellcheck={false}
        />
        <div id="palette-choices" class="choices" role="listbox" aria-label={words.palette.label} hidden />
      </dialog>
      <p id="said" class="unseen" aria-live="polite" />
    </>
  )
}
