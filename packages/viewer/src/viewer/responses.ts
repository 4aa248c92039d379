import type { Asset } from '../assets/assets.ts'
import { contentSecurityPolicy, linkedPolicy, type PagePolicy, securityHeaders } from './security-headers.ts'

interface PageInit {
  readonly status?: number
  readonly policy?: PagePolicy
  readonly headers?: Readonly<Record<string, string>>
}

/** A page. Kept by nobody: what it shows is for this reader, now. */
export function pageResponse(document: string | ReadableStream<Uint8Array>, init: PageInit = {}): Response {
  return new Response(typeof document === 'string' ? `<!doctype html>${document}` : document, {
    status: init.status ?? 200,
    headers: {
      ...securityHeaders,
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy': contentSecurityPolicy(init.policy ?? linkedPolicy),
      'Cache-Control': 'no-store',
      ...init.headers,
    },
  })
}

/** A file of the viewer. Its name changes with its content, so a browser may keep it for ever. */
export function assetResponse(asset: Asset): Response {
  return new Response(asset.body, {
    headers: {
      ...securityHeaders,
      'Content-Type': asset.type,
      'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
      'Cache-Control': 'private, max-age=31536000, immutable',
    },
  })
}

/** Sends the browser to an address relative to the one it asked for. */
export function redirectResponse(location: string, status: 302 | 308 = 308): Response {
  return new Response(null, {
    status,
    headers: {
      ...securityHeaders,
      Location: location,
      'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
      'Cache-Control': 'no-store',
    },
  })
}

/** Something to keep: data for this reader, now. */
export function fileResponse(
  body: string | ReadableStream<Uint8Array> | null,
  { type, name }: { readonly type: string; readonly name: string },
): Response {
  return new Response(body, {
    headers: {
      ...securityHeaders,
      'Content-Type': type,
      'Content-Disposition': `attachment; filename="${name}"`,
      'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
      'Cache-Control': 'no-store',
    },
  })
}

/** Data for a program, now. */
export function jsonResponse(
  value: unknown,
  status = 200,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return new Response(`${JSON.stringify(value)}\n`, {
    status,
    headers: {
      ...securityHeaders,
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
      'Cache-Control': 'no-store',
      ...headers,
    },
  })
}

/** Events as they come. Neither compressed nor held back on the way, or they would come late. */
export function eventStreamResponse(body: ReadableStream<Uint8Array> | null): Response {
  return new Response(body, {
    headers: {
      ...securityHeaders,
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
      'Cache-Control': 'no-store, no-transform',
      'X-Accel-Buffering': 'no',
    },
  })
}
