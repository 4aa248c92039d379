import type { Exchange } from '../request/exchange.ts'

/** What came of reading a body: the JSON in it, or the status to refuse it with. */
export type SentBody = { readonly json: unknown } | { readonly refusal: 400 | 413 | 415 }

/** The JSON body of a request: as a parser of the app has read it, else read here. */
export async function sentBody(exchange: Exchange, maxBytes: number): Promise<SentBody> {
  const { facts, request } = exchange
  // Forms of other sites can send every other type without asking the browser.
  if (!/^application\/json\s*(?:;|$)/i.test(facts.header('content-type') ?? '')) return { refusal: 415 }
  if (Number(facts.header('content-length') ?? 0) > maxBytes) return { refusal: 413 }
  const parsed = exchange.parsedBody()
  if (parsed !== undefined && request.readableEnded) return { json: parsed }

  const chunks: Buffer[] = []
  let bytes = 0
  // Destroyed, the request would take its answer along.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > maxBytes) return { refusal: 413 }
    chunks.push(chunk)
  }
  try {
    return { json: JSON.parse(Buffer.concat(chunks).toString()) }
  } catch {
    return { refusal: 400 }
  }
}
