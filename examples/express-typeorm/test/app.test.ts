import { testTemplate } from '../../template.ts'

testTemplate('express-typeorm')
