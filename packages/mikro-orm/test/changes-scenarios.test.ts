import { runMikroOrmChanges } from './changes-rig.ts'
import { engines } from './engines.ts'

runMikroOrmChanges('../node_modules', '7.2.1', engines)
