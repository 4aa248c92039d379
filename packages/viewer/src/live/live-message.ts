/** One message of a stream of server-sent events. Data is JSON, which has no line breaks to take care of. */
export interface LiveMessage {
  /** Default: `message`, an event of the log. */
  readonly event?: 'beat' | 'again' | 'lost'
  /** The position that a client has reached with it, for `Last-Event-ID`. */
  readonly id: number
  readonly data: unknown
}

/** The message as it goes over the wire. */
export function messageText({ event, id, data }: LiveMessage): string {
  return `${event ? `event: ${event}\n` : ''}id: ${id}\ndata: ${JSON.stringify(data)}\n\n`
}

/** The last message of one who cannot go on without a gap. */
export function lostText(id: number): string {
  return messageText({ event: 'lost', id, data: null })
}
