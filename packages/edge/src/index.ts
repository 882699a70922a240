export { SDK } from './version.ts'
