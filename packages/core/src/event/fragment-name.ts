import type { DaybookEvent } from './daybook-event.ts'

/**
 * The name of a template, component or file for an event's action: `eventlog/invoice.paid.html`. What could leave a
 * folder or break a file name (anything but letters, digits, `.`, `_` and `-`) becomes `_`, and no run of dots is
 * longer than one.
 */
export function fragmentName(
  { action }: Pick<DaybookEvent, 'action'>,
  { prefix = '', suffix = '' }: { readonly prefix?: string; readonly suffix?: string } = {},
): string {
  const safe = action
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}._-]/gu, '_')
    .replaceAll(/\.{2,}/g, '.')
  return `${prefix}${safe}${suffix}`
}
