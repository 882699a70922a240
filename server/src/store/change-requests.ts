import type { ChangeRequestState } from '@halyard/admin-api'
import type { ChangeRequest } from '../domain/change-request.ts'
import type { Page } from './store.ts'

/** Lists change requests. They are written, and read for a decision, by the store. */
export interface ChangeRequests {
  /** Newest first; `before` is where the page before ended. */
  list(
    environmentId: string,
    page: {
      readonly limit: number
      readonly before?: number | undefined
      readonly state?: ChangeRequestState | undefined
    },
  ): Promise<Page<ChangeRequest>>
}
