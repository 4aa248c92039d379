/** What a page may load besides itself. */
export interface PagePolicy {
  readonly style: string
  readonly image: string
  /** Absent: no script runs, and nothing is asked of the server from within the page. */
  readonly script?: string
}

/** A page that takes its style, script and icon from the viewer's own files. */
export const linkedPolicy: PagePolicy = Object.freeze({ style: "'self'", image: "'self'", script: "'self'" })

/** The headers of every response: nothing runs, nothing frames, nothing leaks, nothing is guessed. */
export const securityHeaders = Object.freeze({
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
})

/** The Content-Security-Policy of a page: no script runs but the viewer's own file, none stands in the page. */
export function contentSecurityPolicy({ style, image, script }: PagePolicy): string {
  return [
    "default-src 'none'",
    ...(script === undefined ? [] : [`script-src ${script}`, `connect-src ${script}`]),
    `style-src ${style}`,
    `img-src ${image}`,
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "form-action 'self'",
  ].join('; ')
}
