import type { Asset } from '../assets/assets.ts'
import { contentSecurityPolicy, linkedPolicy, type PagePolicy, securityHeaders } from './security-headers.ts'

interface PageInit {
  readonly status?: number
  readonly policy?: PagePolicy
  readonly headers?: Readonly<Record<string, string>>
}

/** A page. Kept by nobody: what it shows is for this reader, now. */
export function pageResponse(document: string, init: PageInit = {}): Response {
  return new Response(`<!doctype html>${document}`, {
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
export function redirectResponse(location: string): Response {
  return new Response(null, {
    status: 308,
    headers: {
      ...securityHeaders,
      Location: location,
      'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
      'Cache-Control': 'no-store',
    },
  })
}
