import { testTemplate } from '../../template.ts'

testTemplate('koa-typeorm')
