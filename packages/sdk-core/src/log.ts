import type { Logger } from './api.ts'

export interface Log {
  /** Logs once per cause. */
  say(level: keyof Logger, cause: string, message: string, data?: object): void
  /** Lets everything be said again: the next trouble is another one. */
  forget(): void
}

export function createLog(logger: Logger | undefined): Log {
  const said = new Set<string>()
  return {
    say(level, cause, message, data) {
      if (said.has(cause)) return
      said.add(cause)
      try {
        logger?.[level]?.(`halyard: ${message}`, data)
      } catch {
        // A logger that throws has nowhere to be reported, and must not break a read.
      }
    },
    forget: () => said.clear(),
  }
}
