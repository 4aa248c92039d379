import { sqlite3 } from '../../../scripts/test-sqlite3.mjs'
import { testTemplate } from '../../template.ts'

testTemplate('koa-sequelize', { hasSqlite: sqlite3 !== undefined })
