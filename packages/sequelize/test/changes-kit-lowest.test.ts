import { vi } from 'vitest'
import { runSequelizeChanges } from './changes-kit.ts'
import './changes.test.ts'

vi.mock('sequelize', () => import('sequelize-lowest'))

runSequelizeChanges('6.6.5')
