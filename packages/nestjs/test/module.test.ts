import { createDaybook } from '@daybook/core'
import { createMemoryStore } from '@daybook/core/memory'
import { DaybookModule } from '@daybook/nestjs'
import { Module } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { FastifyAdapter } from '@nestjs/platform-fastify'
import { expect, it } from 'vitest'
import { runModuleCases } from './module-cases.ts'

runModuleCases()

it('refuses the Fastify platform, in place of logging requests without their facts', async () => {
  const daybook = createDaybook({ store: createMemoryStore() })
  @Module({ imports: [DaybookModule.forRoot({ daybook })] })
  class TestModule {}
  const app = await NestFactory.create(TestModule, new FastifyAdapter(), {
    logger: false,
    abortOnError: false,
  })
  await expect(app.init()).rejects.toMatchObject({ code: 'DAYBOOK_UNSUPPORTED_PLATFORM' })
  await app.close()
})
