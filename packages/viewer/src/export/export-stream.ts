import type { DaybookEvent } from '@daybook/core'
import type { ExportFormat } from '../components/links.ts'
import { eventLines } from './event-lines.ts'

// Written at once: enough to be quick, little enough to hold.
const chunkLength = 64 * 1024

interface ExportStreamOptions {
  readonly format: ExportFormat
  /** Called once, however it ends: with the events that were sent, and the error that broke it off. */
  readonly onEnd: (events: number, error?: unknown) => void
}

/**
 * The events as a file, read as fast as it is taken and no faster: what is held is one page of the log and one chunk.
 * A failure breaks the download off, so that half a file is not taken for a whole one.
 */
export function exportStream(
  events: AsyncGenerator<DaybookEvent, void, undefined>,
  { format, onEnd }: ExportStreamOptions,
): ReadableStream<Uint8Array> {
  const { begin, line, end } = eventLines[format]
  const encoder = new TextEncoder()
  let sent = 0
  let text = begin
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          while (text.length < chunkLength) {
            const next = await events.next()
            if (next.done) {
              controller.enqueue(encoder.encode(text + end))
              controller.close()
              onEnd(sent)
              return
            }
            text += line(next.value, sent++)
          }
          controller.enqueue(encoder.encode(text))
          text = ''
        } catch (error) {
          controller.error(error)
          onEnd(sent, error)
        }
      },
      async cancel() {
        onEnd(sent)
        await events.return()
      },
    },
    { highWaterMark: 0 },
  )
}
