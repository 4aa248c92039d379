import { runTypeormKit } from './typeorm-kit.ts'

runTypeormKit('typeorm', '1.1.1')
