import type { DaybookEvent } from '@daybook/core'
import type { LiveHub } from './live-hub.ts'
import { lostText, messageText } from './live-message.ts'

/** What one who watches gets, and for how long. */
export interface LiveStreamOptions {
  readonly hub: LiveHub
  /** The position before the first entry wanted. */
  readonly after: number
  /** Those of some events that this reader wants and may see. */
  readonly select: (events: readonly DaybookEvent[]) => Promise<ReadonlySet<string>>
  /** What is sent of an event. */
  readonly dataOf: (event: DaybookEvent) => unknown
  /** How long it runs before the reader has to ask again, and is asked again who they are. */
  readonly lifeMillis: number
  /** The longest silence. */
  readonly beatMillis: number
  /** Called once, however it ends. */
  readonly onEnd: (error?: unknown) => void
}

/**
 * Events as they are committed, read as fast as they are taken and no faster: a slow reader falls behind in the feed,
 * and what is held for them is one message. Ends with `again` when its life is over, with `lost` where it cannot go on
 * without a gap; one who takes nothing any more is cut off.
 */
export function liveStream(options: LiveStreamOptions): ReadableStream<Uint8Array> {
  const { hub, after, select, dataOf, lifeMillis, beatMillis, onEnd } = options
  const encoder = new TextEncoder()
  const endsAt = performance.now() + lifeMillis
  const leave = hub.watch()
  let position = after
  let begun = false
  let ended = false
  let cutOff: ReturnType<typeof setTimeout> | undefined

  const end = (error?: unknown) => {
    if (ended) return
    ended = true
    clearTimeout(cutOff)
    leave()
    onEnd(error)
  }

  /** The next messages, and whether they are the last ones. */
  const next = async (): Promise<{ readonly text: string; readonly last?: boolean }> => {
    const left = endsAt - performance.now()
    if (left <= 0) return { text: messageText({ event: 'again', id: position, data: null }), last: true }
    const step = await hub.after(position, Math.min(beatMillis, left))
    if (step === 'lost') return { text: lostText(position), last: true }
    const events = step.entries.map(({ event }) => event).filter((event) => event !== undefined)
    const wanted = await select(events)
    position = step.entries.at(-1)?.position ?? position
    const messages = step.entries.map(({ position: id, event }) =>
      event && wanted.has(event.id) ? messageText({ id, data: dataOf(event) }) : '',
    )
    // Also carries the position past what this reader does not see.
    return { text: messages.join('') + messageText({ event: 'beat', id: position, data: null }) }
  }

  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        // Someone whose connection is stuck never asks for more, and would never be told to ask again.
        cutOff = setTimeout(() => {
          end()
          controller.error(new Error('The reader took nothing.'))
        }, lifeMillis + beatMillis)
        cutOff.unref?.()
      },
      async pull(controller) {
        if (!begun) {
          begun = true
          controller.enqueue(
            encoder.encode(`retry: 2000\n${messageText({ event: 'beat', id: after, data: null })}`),
          )
          return
        }
        try {
          const { text, last } = await next()
          if (ended) return
          controller.enqueue(encoder.encode(text))
          if (!last) return
          controller.close()
          end()
        } catch (error) {
          if (ended) return
          controller.error(error)
          end(error)
        }
      },
      cancel: () => end(),
    },
    { highWaterMark: 0 },
  )
}
