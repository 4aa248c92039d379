import { runHttpContract } from '@daybook/web/contract'
import { it, vi } from 'vitest'
import { nestFramework } from './nest-framework.ts'

vi.mock('@nestjs/common', () => import('./nest-11/node_modules/@nestjs/common/index.js'))
vi.mock('@nestjs/core', () => import('./nest-11/node_modules/@nestjs/core/index.js'))
vi.mock('@nestjs/platform-express', () => import('./nest-11/node_modules/@nestjs/platform-express/index.js'))

runHttpContract(it, nestFramework('NestJS 11'))
