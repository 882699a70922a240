export type { AuditEntryResource, AuditQuery, VerificationResource } from './audit.ts'
export {
  CHANGE_REQUEST_STATES,
  type ChangeRequestResource,
  type ChangeRequestState,
  type ChangeRequestSummary,
  type CreateChangeRequest,
  type PatchChangeRequest,
} from './change-request.ts'
export type { ChangeSet, ChangesResource } from './changes.ts'
export {
  AdminApiError,
  type AdminCall,
  type AdminClient,
  type AdminClientOptions,
  type CallOptions,
  createAdminClient,
  type FetchLike,
} from './client.ts'
export { conditionSchema, OPERATORS } from './condition.ts'
export {
  type ConfigurationResource,
  type HistoryResource,
  type KillResource,
  type KillTaggedResource,
  mergePatchSchema,
  type PutConfiguration,
  putConfigurationSchema,
  type Rollback,
  type ServeInput,
  type ServeResource,
  WHOLE,
  type WrittenConfiguration,
} from './configuration.ts'
export type { CreateEnvironment, EnvironmentResource, PatchEnvironment } from './environment.ts'
export type { EvaluateInput, EvaluateResource, ExplanationResource } from './evaluation.ts'
export { type ApprovedBy, KEY_EXPECTED, KEY_PATTERN } from './fields.ts'
export { type CreateFlag, FLAG_KINDS, FLAG_TYPES, type FlagResource, type PatchFlag, type WrittenFlag } from './flag.ts'
export { type EvaluationCountResource, STALE_CODES, type StaleFlagResource, type UsageResource } from './insight.ts'
export { createOpenApi, type OpenApiDocument } from './openapi.ts'
export type { Method, Nothing, Operation, Operations, ParamsOf } from './operation.ts'
export { listOperations, operations } from './operations.ts'
export { PERMISSIONS, type Permission, ROLES, type Role } from './permissions.ts'
export type { Move, Preview, Reach } from './preview.ts'
export { type ListResource, type ProblemDocument, type ProblemError, problemSchema } from './problem.ts'
export type { CreateProject, PatchProject, ProjectResource } from './project.ts'
export {
  type AppliedResource,
  CONNECTION_STATES,
  type ConnectionResource,
  type LaggardResource,
} from './propagation.ts'
export type { RevealedItem, Reveals } from './reveals.ts'
export { type CreateKey, KEY_KINDS, type KeyResource, type RotateKey } from './sdk-key.ts'
export type { PutSegment, SegmentResource } from './segment.ts'
export { suggest } from './suggest.ts'
export type { CreateToken, OwnToken, TokenResource } from './token.ts'
export { pointer, type Schema, told, type Validated, validate } from './validate.ts'
export {
  type CreateWebhook,
  DELIVERY_STATES,
  type DeliveryResource,
  type DeliveryState,
  type PatchWebhook,
  type RotateWebhook,
  type WebhookResource,
} from './webhook.ts'
