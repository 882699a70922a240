export { conditionSchema, OPERATORS } from './condition.ts'
export {
  type ConfigurationResource,
  type HistoryResource,
  type KillResource,
  killSchema,
  mergePatchSchema,
  type PutConfiguration,
  putConfigurationSchema,
  type Rollback,
  rollbackSchema,
  type ServeInput,
  type ServeResource,
  WHOLE,
} from './configuration.ts'
export {
  type CreateEnvironment,
  createEnvironmentSchema,
  type EnvironmentResource,
  type PatchEnvironment,
  patchEnvironmentSchema,
} from './environment.ts'
export { KEY_EXPECTED, KEY_PATTERN } from './fields.ts'
export {
  type CreateFlag,
  createFlagSchema,
  FLAG_KINDS,
  FLAG_TYPES,
  type FlagResource,
  type PatchFlag,
  patchFlagSchema,
} from './flag.ts'
export type { ListResource, ProblemDocument, ProblemError } from './problem.ts'
export {
  type CreateProject,
  createProjectSchema,
  deleteSchema,
  type PatchProject,
  type ProjectResource,
  patchProjectSchema,
} from './project.ts'
export { type CreateKey, createKeySchema, KEY_KINDS, type KeyResource } from './sdk-key.ts'
export { type PutSegment, putSegmentSchema, type SegmentResource } from './segment.ts'
export { suggest } from './suggest.ts'
export { pointer, type Schema, shown, type Validated, validate } from './validate.ts'
