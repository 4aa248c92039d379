import { appendFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDaybook } from '@daybook/core'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createTemplateStore } from '../src/index.ts'

let folder: string
let path: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'daybook-'))
  path = join(folder, 'events.jsonl')
})
afterEach(() => rm(folder, { recursive: true }))

const open = () => createDaybook({ store: createTemplateStore({ path }) })

test('events are there after the process, without the batch that its end tore', async () => {
  const event = await open().log('kept')
  await appendFile(path, '["{\\"id\\":')
  const reopened = open()
  expect((await reopened.find()).events).toEqual([event])
  await reopened.log('next')
  expect((await open().find({ order: 'oldest' })).events.map(({ action }) => action)).toEqual([
    'kept',
    'next',
  ])
})

test('what the file system refuses is a StorageError', async () => {
  const store = createTemplateStore({ path: join(folder, 'no', 'such', 'folder') })
  await expect(createDaybook({ store }).log('x')).rejects.toMatchObject({
    code: 'DAYBOOK_STORAGE',
    cause: { code: 'ENOENT' },
  })
})
