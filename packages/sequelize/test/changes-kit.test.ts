import { runSequelizeChanges } from './changes-kit.ts'

runSequelizeChanges('6.37.8')
