/** How it is said that there is no such place: alike for what never was, and for what the asker may not know of. */
import type { Refusal } from './decision.ts'

export function missingProject(project: string): Refusal {
  return { code: 'project-not-found', detail: `There is no project "${project}".` }
}

export function missingEnvironment(project: string, environment: string): Refusal {
  return { code: 'environment-not-found', detail: `The project "${project}" has no environment "${environment}".` }
}
