import { type FileHandle, open } from 'node:fs/promises'
import { fromLine } from './event-line.ts'

/** The events of one file, by id, as text. */
export interface EventFile {
  readonly lines: ReadonlyMap<string, string>
  /** Adds all of `lines` to the file or none: they are on the disk when it resolves. */
  add(lines: ReadonlyMap<string, string>): Promise<void>
}

/** Opens a file, and makes it where it is not there. What the end of a process left half written is cut off. */
export async function openEventFile(path: string): Promise<EventFile> {
  const file = await open(path, 'a+')
  const batches = (await file.readFile('utf8')).split('\n')
  // After the last newline there is nothing, or a batch that was not written to its end.
  const torn = batches.pop() ?? ''
  let { size } = await file.stat()
  if (torn !== '') {
    size -= Buffer.byteLength(torn)
    await file.truncate(size)
  }
  const lines = new Map(batches.flatMap(linesOf))
  return {
    lines,
    async add(added) {
      // A batch is one line of the file, so that a crash keeps all of it or nothing.
      const batch = `${JSON.stringify([...added.values()])}\n`
      await write(file, batch, size)
      size += Buffer.byteLength(batch)
      for (const [id, line] of added) lines.set(id, line)
    },
  }
}

function linesOf(batch: string): readonly (readonly [string, string])[] {
  return (JSON.parse(batch) as string[]).map((line) => [fromLine(line).id, line])
}

async function write(file: FileHandle, batch: string, size: number): Promise<void> {
  try {
    await file.appendFile(batch)
    await file.datasync()
  } catch (error) {
    await file.truncate(size)
    throw error
  }
}
