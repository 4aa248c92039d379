import { engines } from './engines.ts'
import { runMikroOrmKit } from './mikro-orm-kit.ts'

runMikroOrmKit('../node_modules', '7.2.1', engines)
