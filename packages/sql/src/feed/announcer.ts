// However much is stored, the database is told no more often than this.
const quietMillis = 50

/**
 * Says once that there is news, at once or at the end of the pause after the time before. What cannot be said is not:
 * whoever listens also looks by itself.
 */
export function createAnnouncer(say: () => Promise<unknown>): () => void {
  let isQuiet = false
  let isNews = false
  const announce = (): void => {
    isNews = true
    if (isQuiet) return
    isQuiet = true
    isNews = false
    const pause = () => void setTimeout(end, quietMillis).unref()
    say().then(pause, pause)
  }
  const end = (): void => {
    isQuiet = false
    if (isNews) announce()
  }
  return announce
}
