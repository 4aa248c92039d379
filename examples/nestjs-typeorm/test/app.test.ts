import { testTemplate } from '../../template.ts'

testTemplate('nestjs-typeorm')
