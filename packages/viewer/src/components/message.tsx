import type { Child } from 'hono/jsx'

interface MessageProps {
  readonly title: string
  readonly children?: Child
}

/** A page that has one thing to say, with the next step. */
export function Message({ title, children }: MessageProps) {
  return (
    <section class="message">
      <h1>
        <bdi>{title}</bdi>
      </h1>
      {children}
    </section>
  )
}
