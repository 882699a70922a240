import { runAppCode } from './app-code.ts'

/** Called with a sentence and data; a console or a structured logger fits. Nothing is logged without one. */
export interface Logger {
  debug?(message: string, data?: unknown): void
  info?(message: string, data?: unknown): void
  warn?(message: string, data?: unknown): void
  error?(message: string, data?: unknown): void
}

export interface Log {
  /** Logs each message once: what varies belongs into `data`. Never throws. */
  say(level: keyof Logger, message: string, data?: unknown): void
  /** Lets everything be said again: the next trouble is another one. */
  forget(): void
}

export function createLog(logger: Logger | undefined): Log {
  const said = new Set<string>()
  return {
    say(level, message, data) {
      if (said.has(message)) return
      said.add(message)
      // A logger that fails has nowhere to be reported, and must not break a read.
      runAppCode(
        () => logger?.[level]?.(`halyard: ${message}`, ...(data === undefined ? [] : [data])),
        () => {},
      )
    },
    forget: () => said.clear(),
  }
}
