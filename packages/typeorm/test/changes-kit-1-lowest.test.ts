import { vi } from 'vitest'
import { runTypeormChanges } from './typeorm-changes-kit.ts'
import './changes.test.ts'

vi.mock('typeorm', () => import('typeorm-1-lowest'))

runTypeormChanges('1.0.0')
