/** What a page may load besides itself. */
export interface PagePolicy {
  readonly style: string
  readonly image: string
}

/** A page that takes its style and icon from the viewer's own files. */
export const linkedPolicy: PagePolicy = Object.freeze({ style: "'self'", image: "'self'" })

/** The headers of every response: nothing runs, nothing frames, nothing leaks, nothing is guessed. */
export const securityHeaders = Object.freeze({
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
})

/** The Content-Security-Policy of a page. No script runs, for there is none. */
export function contentSecurityPolicy({ style, image }: PagePolicy): string {
  return [
    "default-src 'none'",
    `style-src ${style}`,
    `img-src ${image}`,
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "form-action 'self'",
  ].join('; ')
}
