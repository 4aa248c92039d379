import { Message } from '../components/message.tsx'
import { Prose } from '../components/prose.tsx'
import { words } from '../words/words.ts'

/** For those who may not read the log. It links nowhere: whatever else they ask for is denied as well. */
export function DeniedPage({ hint }: { hint: string | undefined }) {
  const { denied } = words.state
  return (
    <Message title={denied.title}>
      <p>{denied.text}</p>
      {hint && (
        <section>
          <h2>{denied.fix}</h2>
          <Prose text={hint} />
        </section>
      )}
    </Message>
  )
}
