import { vi } from 'vitest'
import { runTypeormChanges } from './typeorm-changes-kit.ts'
import './changes.test.ts'

vi.mock('typeorm', () => import('typeorm-0-3'))

runTypeormChanges('0.3.31')
