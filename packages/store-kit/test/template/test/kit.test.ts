import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runStoreKit } from '@daybook/store-kit'
import { describe, it } from 'vitest'
import { createTemplateStore } from '../src/index.ts'

runStoreKit({
  describe,
  it,
  name: 'template on files',
  async open() {
    const folder = await mkdtemp(join(tmpdir(), 'daybook-'))
    return {
      store: createTemplateStore({ path: join(folder, 'events.jsonl') }),
      close: () => rm(folder, { recursive: true }),
    }
  },
})
