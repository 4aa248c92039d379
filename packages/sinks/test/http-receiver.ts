import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

export interface Received {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
  readonly bytes: Buffer
}

export interface HttpReceiver {
  readonly url: string
  readonly requests: readonly Received[]
}

/** What becomes of a request, by its number: a status, or whatever else. */
type Answer = number | ((response: ServerResponse) => void)

/** A real HTTP server that keeps what it gets and answers as told, 200 where nothing is. */
export async function httpReceiver(answers: readonly Answer[] = []): Promise<HttpReceiver> {
  const requests: Received[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const bytes = Buffer.concat(chunks)
    const { method = '', url: path = '', headers } = request
    const answer = answers[requests.length] ?? 200
    requests.push({ method, path, headers, bytes, body: bytes.toString() })
    if (typeof answer === 'number') response.writeHead(answer).end('{}')
    else answer(response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}/in`, requests }
}
