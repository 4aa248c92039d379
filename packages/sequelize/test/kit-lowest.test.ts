import { vi } from 'vitest'
import { runSequelizeKit } from './sequelize-kit.ts'
import './store.test.ts'
import './transactions.test.ts'

vi.mock('sequelize', () => import('sequelize-lowest'))

runSequelizeKit('sequelize-lowest', '6.6.5')
