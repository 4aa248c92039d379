import { runHttpContract } from '@daybook/web/contract'
import { it } from 'vitest'
import { nestFramework } from './nest-framework.ts'

runHttpContract(it, nestFramework('NestJS 12'))
