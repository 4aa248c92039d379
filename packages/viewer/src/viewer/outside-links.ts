import { ConfigurationError, type TargetReference } from '@daybook/core'

/** Where the app's own pages are about what an event names. */
export interface ViewerLinks {
  /** A page of the app's tracing, with `{traceId}` in it: `https://traces.example/trace/{traceId}`. */
  readonly trace?: string
  /**
   * A page of the app about a target, with `{type}` and `{id}` in it, or a function that answers with its address, and
   * undefined where there is none.
   */
  readonly target?: string | ((target: TargetReference) => string | undefined)
  /** The same for an actor. */
  readonly actor?: string | ((actor: TargetReference) => string | undefined)
}

/** Addresses outside of the viewer; undefined where the app has named none. */
export interface OutsideLinks {
  trace(traceId: string): string | undefined
  target(reference: TargetReference): string | undefined
  actor(reference: TargetReference): string | undefined
}

/** @throws ConfigurationError `DAYBOOK_BAD_LINK` for a template that leads nowhere. */
export function createOutsideLinks({ trace, target, actor }: ViewerLinks = {}): OutsideLinks {
  if (trace !== undefined) assertTemplate('trace', trace, ['traceId'])
  return {
    trace: (traceId) => (trace === undefined ? undefined : filled(trace, { traceId })),
    target: aboutReference('target', target),
    actor: aboutReference('actor', actor),
  }
}

function aboutReference(name: 'target' | 'actor', link: ViewerLinks['target']): OutsideLinks['target'] {
  if (typeof link === 'string') assertTemplate(name, link, ['id'])
  return (reference) => {
    const { type, id } = reference
    if (link === undefined || id === null) return undefined
    const address = typeof link === 'string' ? filled(link, { type, id }) : link(reference)
    // An address that a function makes of what stands in an event could be a script.
    return address !== undefined && isAddress(address) ? address : undefined
  }
}

function filled(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) =>
    Object.hasOwn(values, name) ? encodeURIComponent(values[name] as string) : whole,
  )
}

function isAddress(text: string): boolean {
  return /^https?:\/\//i.test(text) || /^\/(?![/\\])/.test(text)
}

function assertTemplate(name: string, template: string, placeholders: readonly string[]): void {
  const missing = placeholders.filter((each) => !template.includes(`{${each}}`))
  // A name from an event may not decide which host is asked.
  const host = /^https?:\/\/[^/?#]*/i.exec(template)?.[0] ?? ''
  if (isAddress(template) && missing.length === 0 && !host.includes('{')) return
  throw new ConfigurationError({
    code: 'DAYBOOK_BAD_LINK',
    message: `\`links.${name}\` of the viewer is no address with ${placeholders.map((each) => `{${each}}`).join(', ')}.`,
    fix: `Pass an address that begins with https:// or /, such as 'https://app.example/${name}/{${placeholders[0]}}'.`,
  })
}
