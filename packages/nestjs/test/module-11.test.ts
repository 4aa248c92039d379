import { NestFactory } from '@nestjs/core'
import { expect, it, vi } from 'vitest'
import { runModuleCases } from './module-cases.ts'

vi.mock('@nestjs/common', () => import('./nest-11/node_modules/@nestjs/common/index.js'))
vi.mock('@nestjs/core', () => import('./nest-11/node_modules/@nestjs/core/index.js'))
vi.mock('@nestjs/platform-express', () => import('./nest-11/node_modules/@nestjs/platform-express/index.js'))

it('runs on Nest 11', async () => {
  const eleven = await import('./nest-11/node_modules/@nestjs/core/index.js')
  expect(NestFactory).toBe(eleven.NestFactory)
})

runModuleCases()
