import 'reflect-metadata'
import type { AddressInfo } from 'node:net'
import { type DynamicModule, Module, type ModuleMetadata } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import type { NestExpressApplication } from '@nestjs/platform-express'

/** A Nest app without its own body parsers, on a free port of this machine, until disposed of. */
export async function serveNest(
  parts: ModuleMetadata | DynamicModule,
  prepare?: (app: NestExpressApplication) => unknown,
) {
  class TestModule {}
  Module('module' in parts ? { imports: [parts] } : parts)(TestModule)
  const app = await NestFactory.create<NestExpressApplication>(TestModule, {
    logger: false,
    bodyParser: false,
    abortOnError: false,
    forceCloseConnections: true,
  })
  await prepare?.(app)
  await app.listen(0, '127.0.0.1')
  const { port } = app.getHttpServer().address() as AddressInfo
  return { app, url: `http://127.0.0.1:${port}`, [Symbol.asyncDispose]: () => app.close() }
}
