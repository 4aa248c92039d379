import type { IncomingMessage, ServerResponse } from 'node:http'

/** Which bodies are kept with a request's record. */
export interface CaptureOptions {
  /** Keep what the client sent: JSON, forms and text. Default: false. */
  readonly requestBody?: boolean | undefined
  /** Keep what was answered: JSON, forms and text. Default: false. */
  readonly responseBody?: boolean | undefined
  /** A body of more bytes is not kept at all: half a JSON text cannot be redacted. Default: 16,384. */
  readonly maxBytes?: number | undefined
}

/** How much of a body is kept by default. */
export const defaultMaxBytes = 16_384

/** The bytes that passed by, up to a limit. */
export interface Captured {
  readonly bytes: number
  /** The whole body; undefined where it was longer than the limit. */
  readonly content: Buffer | undefined
}

/** What is said of a body that is not kept. */
export interface OmittedBody {
  readonly omitted: 'too-large' | 'binary' | 'encoded' | 'malformed'
  readonly type: string
  readonly bytes: number
}

/** Watches the body of a request come in, whoever reads it. Nothing is read that nobody reads. */
export function captureRequest(request: IncomingMessage, maxBytes: number): () => Captured {
  const { keep, captured } = collector(maxBytes)
  const push = request.push.bind(request)
  request.push = (chunk: unknown, encoding?: BufferEncoding) => {
    keep(chunk, encoding)
    return push(chunk, encoding)
  }
  return captured
}

/** Watches the body of a response go out. */
export function captureResponse(response: ServerResponse, maxBytes: number): () => Captured {
  const { keep, captured } = collector(maxBytes)
  for (const name of ['write', 'end'] as const) {
    const method = response[name]
    Object.defineProperty(response, name, {
      configurable: true,
      writable: true,
      value(...args: unknown[]) {
        keep(args[0], args[1])
        return Reflect.apply(method, response, args)
      },
    })
  }
  return captured
}

/**
 * A body as it is stored: JSON and forms as objects, so that their secrets are redacted by key; of a form's field that
 * comes twice the last one. A body that cannot be read so is described, never quoted.
 */
export function bodyValue(
  { bytes, content }: Captured,
  contentType: string | undefined,
  contentEncoding: string | undefined,
): unknown {
  const [type = ''] = (contentType ?? '')
    .toLowerCase()
    .split(';', 1)
    .map((part) => part.trim())
  const omit = (omitted: OmittedBody['omitted']): OmittedBody => ({ omitted, type, bytes })
  const isJson = type === 'application/json' || type.endsWith('+json')
  const isForm = type === 'application/x-www-form-urlencoded'
  if (bytes === 0) return isJson || isForm ? {} : undefined
  if (contentEncoding !== undefined && contentEncoding !== 'identity') return omit('encoded')
  if (!isJson && !isForm && !type.startsWith('text/')) return omit('binary')
  if (content === undefined) return omit('too-large')
  const text = content.toString('utf8')
  if (isForm) return Object.fromEntries(new URLSearchParams(text))
  if (!isJson) return text
  try {
    return JSON.parse(text)
  } catch {
    return omit('malformed')
  }
}

function collector(maxBytes: number) {
  let bytes = 0
  let chunks: Uint8Array[] = []
  return {
    keep(chunk: unknown, encoding: unknown): void {
      const buffer = toBuffer(chunk, encoding)
      if (buffer === undefined) return
      bytes += buffer.byteLength
      if (bytes <= maxBytes) chunks.push(buffer)
      else chunks = []
    },
    captured: (): Captured => ({ bytes, content: bytes <= maxBytes ? Buffer.concat(chunks) : undefined }),
  }
}

function toBuffer(chunk: unknown, encoding: unknown): Uint8Array | undefined {
  if (chunk instanceof Uint8Array) return Buffer.from(chunk)
  if (typeof chunk !== 'string') return undefined
  return Buffer.from(chunk, Buffer.isEncoding(String(encoding)) ? (encoding as BufferEncoding) : 'utf8')
}
