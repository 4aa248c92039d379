import { testTemplate } from '../../template.ts'

testTemplate('express-mikro-orm')
