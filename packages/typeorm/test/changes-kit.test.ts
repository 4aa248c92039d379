import { runTypeormChanges } from './typeorm-changes-kit.ts'

runTypeormChanges('1.1.1')
