import { vi } from 'vitest'
import { runTypeormChanges } from './typeorm-changes-kit.ts'
import './changes.test.ts'

vi.mock('typeorm', () => import('typeorm-0-3-lowest'))

runTypeormChanges('0.3.0')
