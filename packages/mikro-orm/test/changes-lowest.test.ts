import { vi } from 'vitest'
import { runMikroOrmChanges } from './changes-rig.ts'
import { engines } from './engines.ts'

vi.mock('@mikro-orm/core', () => import('./lowest/node_modules/@mikro-orm/core/index.js'))
vi.mock('@mikro-orm/migrations', () => import('./lowest/node_modules/@mikro-orm/migrations/index.js'))
vi.mock('@mikro-orm/postgresql', () => import('./lowest/node_modules/@mikro-orm/postgresql/index.js'))
vi.mock('@mikro-orm/sql', () => import('./lowest/node_modules/@mikro-orm/sql/index.js'))

// Its SQLite package builds better-sqlite3 on the machine, and there is none for MariaDB before 7.2.
const drivers = engines.filter((engine) => engine === 'node:sqlite' || engine === 'postgres')
runMikroOrmChanges('./lowest/node_modules', '7.0.5', drivers)
