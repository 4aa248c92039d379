import type { Log } from './open-log.ts'

/** What the app does. It knows nothing of requests: who acts is in the context. */
export function createNotes({ database, daybook }: Log) {
  return {
    list: () => database.prepare('SELECT id, text FROM notes ORDER BY id').all(),
    async add(text: string) {
      const { lastInsertRowid } = database.prepare('INSERT INTO notes (text) VALUES (?)').run(text)
      const id = Number(lastInsertRowid)
      await daybook.log('note.added', { target: { type: 'Note', id } })
      return { id, text }
    },
    async remove(id: number) {
      if (database.prepare('DELETE FROM notes WHERE id = ?').run(id).changes === 0) return false
      await daybook.log('note.removed', { target: { type: 'Note', id } })
      return true
    },
  }
}
