/** Called with a sentence and data; a console or a structured logger fits. Nothing is logged without one. */
export interface Logger {
  debug?(message: string, data?: object): void
  info?(message: string, data?: object): void
  warn?(message: string, data?: object): void
  error?(message: string, data?: object): void
}

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
