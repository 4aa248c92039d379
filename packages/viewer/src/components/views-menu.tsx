import { words } from '../words/words.ts'

/** Queries that the reader gave names, kept by the browser: the script fills it. */
export function ViewsMenu() {
  const { views } = words
  return (
    <details class="menu views scripted">
      <summary class="button">{views.menu}</summary>
      <div class="pop">
        <p class="none">{views.none}</p>
        <ul data-open={views.open} data-remove={views.remove} />
        <form class="save">
          <label>
            <span>{views.name}</span>
            <input type="text" name="name" maxlength={60} required autocomplete="off" />
          </label>
          <button type="submit">{views.save}</button>
        </form>
        <div class="share">
          <button type="button" class="write">
            {views.write}
          </button>
          <label class="button">
            {views.read}
            <input type="file" accept=".json,application/json" data-bad={views.bad} />
          </label>
        </div>
      </div>
    </details>
  )
}
