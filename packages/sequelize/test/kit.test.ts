import { runSequelizeKit } from './sequelize-kit.ts'

runSequelizeKit('sequelize', '6.37.8')
