import type { Links } from '../components/links.ts'
import { Message } from '../components/message.tsx'
import { Prose } from '../components/prose.tsx'
import { defaultQuery } from '../query/list-query.ts'

/** Something that is not there or cannot be done, and a way on. */
export interface Notice {
  readonly title: string
  readonly text: string
  /** What to do about it. */
  readonly fix?: string
  /** The words of the link to the list; none, no link. */
  readonly back?: string
  /** Shown as code under the text. */
  readonly detail?: string
}

/** A notice as a page. */
export function NoticePage({ notice, links }: { notice: Notice; links: Links }) {
  const { title, text, fix, back, detail } = notice
  return (
    <Message title={title}>
      <Prose text={text} />
      {fix && <Prose text={fix} />}
      {detail && (
        <pre>
          <code>{detail}</code>
        </pre>
      )}
      {back && (
        <a class="button" href={links.list(defaultQuery)}>
          {back}
        </a>
      )}
    </Message>
  )
}
