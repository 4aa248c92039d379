/** One message of a stream of server-sent events, as it came. */
export interface SseMessage {
  readonly event: string
  readonly id: string
  readonly data: unknown
}

/** The messages of a response, one after the other, until it ends or the loop is left. */
export async function* sseMessages(response: Response): AsyncGenerator<SseMessage, void, undefined> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true })
    const blocks = text.split('\n\n')
    text = blocks.pop() ?? ''
    for (const block of blocks) {
      const fields = Object.fromEntries(block.split('\n').map((line) => line.split(/: (.*)/s)))
      yield { event: fields.event ?? 'message', id: fields.id, data: JSON.parse(fields.data) }
    }
  }
}

/** The next `count` events of the log; beats are passed over. */
export async function nextEvents(
  messages: AsyncGenerator<SseMessage, void, undefined>,
  count: number,
): Promise<readonly SseMessage[]> {
  const events: SseMessage[] = []
  while (events.length < count) {
    const { value, done } = await messages.next()
    if (done) throw new Error(`the stream ended after ${events.length} of ${count} events`)
    if (value.event !== 'beat') events.push(value)
  }
  return events
}

/** All that is left of a stream that ends by itself. */
export async function allMessages(
  messages: AsyncGenerator<SseMessage, void, undefined>,
): Promise<readonly SseMessage[]> {
  const all: SseMessage[] = []
  for await (const message of messages) all.push(message)
  return all
}
