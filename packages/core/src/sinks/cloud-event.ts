import type { DaybookEvent } from '../event/daybook-event.ts'

/** An event in the structured JSON form of CloudEvents 1.0. */
export interface CloudEvent {
  readonly specversion: '1.0'
  readonly id: string
  readonly source: string
  readonly type: string
  readonly time: string
  readonly subject?: string
  readonly datacontenttype: 'application/json'
  readonly data: Readonly<Record<string, unknown>>
}

/** A CloudEvent that holds the whole event as its data. `source` names the app, as a URI reference. */
export function toCloudEvent(event: DaybookEvent, { source }: { readonly source: string }): CloudEvent {
  const { id, action, occurredAt, target, ...rest } = event
  return {
    specversion: '1.0',
    id,
    source,
    type: action,
    time: occurredAt.toISOString(),
    ...(target !== null && { subject: target.id === null ? target.type : `${target.type}/${target.id}` }),
    datacontenttype: 'application/json',
    data: { ...rest, target },
  }
}
