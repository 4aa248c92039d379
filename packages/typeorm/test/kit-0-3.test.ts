import { vi } from 'vitest'
import { runTypeormKit } from './typeorm-kit.ts'
import './store.test.ts'
import './transactions.test.ts'

vi.mock('typeorm', () => import('typeorm-0-3'))

runTypeormKit('typeorm-0-3', '0.3.31')
