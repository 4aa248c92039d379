import { vi } from 'vitest'
import { runTypeormKit } from './typeorm-kit.ts'
import './store.test.ts'
import './transactions.test.ts'

vi.mock('typeorm', () => import('typeorm-1-lowest'))

runTypeormKit('typeorm-1-lowest', '1.0.0')
