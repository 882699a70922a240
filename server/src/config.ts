/** Environment variables → what the server runs with. Every bad one is reported at once, with the way out. */
import { suggest } from '@halyard/admin-api'
import { HEARTBEAT_MS, WRITE_LIMITS } from '@halyard/protocol'
import type { Limits } from './domain/limits.ts'

export interface Config {
  readonly port: number
  readonly host: string
  readonly dataDir: string
  /** Undefined: made at the first start. */
  readonly adminToken: string | undefined
  /** How people and SDKs reach this server; undefined: by host and port. */
  readonly publicUrl: string | undefined
  /** Whether the peer's `X-Forwarded-For` is to be believed. */
  readonly trustProxy: boolean
  /** A stream is never silent for longer; SDKs must be told when it is not 15,000. */
  readonly heartbeatMs: number
  /** How often SDKs report at the least. */
  readonly telemetryMs: number
  /** Whether webhooks may go to this machine, over http too: for development. */
  readonly webhooksToLoopback: boolean
  readonly logLevel: LogLevel
  readonly rates: Rates
  readonly limits: Limits
  /** What is probably a mistake, and nothing to refuse the start for. */
  readonly warnings: readonly string[]
}

const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const

export type LogLevel = (typeof LOG_LEVELS)[number]

export interface Rates {
  /** Requests per minute and token. */
  readonly admin: number
  /** Kills and restores have a bucket of their own. */
  readonly kill: number
  /** Polls per minute and credential. */
  readonly poll: number
  /** Open streams per node and SDK key. */
  readonly streams: number
  /** Open streams per client id and address. */
  readonly clientStreams: number
}

/** Something in the environment that the server cannot run with. */
export class ConfigError extends Error {
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(['The configuration has to be put right first:', ...problems.map((problem) => `  ${problem}`)].join('\n'))
    this.name = 'ConfigError'
    this.problems = problems
  }
}

const MIN_TOKEN_LENGTH = 32
/** Below `min` not even a small flag could be made; above `max` one request could take the server down. */
const LIMITS: readonly (readonly [
  variable: string,
  limit: Exclude<keyof Limits, 'alarmShare'>,
  min: number,
  max: number,
])[] = [
  ['HALYARD_LIMIT_FLAGS', 'flagsPerEnvironment', 1, 1_000_000],
  ['HALYARD_LIMIT_RULES', 'rulesPerFlag', 1, 100_000],
  ['HALYARD_LIMIT_VALUES', 'valuesPerCondition', 1, 1_000_000],
  ['HALYARD_LIMIT_PATTERNS', 'patternsPerFlag', 1, 1_000_000],
  ['HALYARD_LIMIT_SEGMENT_VALUES', 'valuesPerSegmentList', 1, 10_000_000],
  ['HALYARD_LIMIT_STRING_BYTES', 'stringBytes', 100, 10_000_000],
  ['HALYARD_LIMIT_BODY_BYTES', 'bodyBytes', 1_000, 100_000_000],
  ['HALYARD_LIMIT_SERVER_RULESET_BYTES', 'serverRulesetBytes', 10_000, 1_000_000_000],
  ['HALYARD_LIMIT_CLIENT_RULESET_BYTES', 'clientRulesetBytes', 10_000, 1_000_000_000],
]

/** For other programs that a shell may have them set for. */
const NOT_OURS: ReadonlySet<string> = new Set(['HALYARD_URL', 'HALYARD_TOKEN', 'HALYARD_SDK_KEY'])

/** @throws ConfigError naming every variable that is wrong */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const problems: string[] = []
  const reader = { env, problems, known: new Set<string>() }
  const config: Config = {
    port: wholeNumber(reader, 'PORT', 4400, 0, 65_535),
    host: text(reader, 'HOST') ?? '127.0.0.1',
    dataDir: text(reader, 'HALYARD_DATA_DIR') ?? './data',
    adminToken: adminToken(reader),
    publicUrl: publicUrl(reader),
    trustProxy: yesOrNo(reader, 'HALYARD_TRUST_PROXY'),
    heartbeatMs: wholeNumber(reader, 'HALYARD_HEARTBEAT_MS', HEARTBEAT_MS, 100, 60_000),
    telemetryMs: wholeNumber(reader, 'HALYARD_TELEMETRY_MS', 60_000, 100, 3_600_000),
    webhooksToLoopback: yesOrNo(reader, 'HALYARD_WEBHOOKS_TO_LOOPBACK'),
    logLevel: logLevel(reader),
    rates: {
      admin: wholeNumber(reader, 'HALYARD_RATE_ADMIN', 600, 1),
      kill: wholeNumber(reader, 'HALYARD_RATE_KILL', 600, 1),
      poll: wholeNumber(reader, 'HALYARD_RATE_POLL', 60_000, 1),
      streams: wholeNumber(reader, 'HALYARD_MAX_STREAMS', 20_000, 1),
      clientStreams: wholeNumber(reader, 'HALYARD_MAX_CLIENT_STREAMS', 1_000, 1),
    },
    limits: limits(reader),
    // Last: by then every variable was asked for.
    warnings: misspelt(reader),
  }
  if (text(reader, 'DATABASE_URL') !== undefined) {
    problems.push(
      'DATABASE_URL: this version keeps its data in a file only. Unset it, and name a folder in HALYARD_DATA_DIR.',
    )
  }
  if (problems.length > 0) throw new ConfigError(problems)
  return config
}

interface Reader {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly problems: string[]
  /** Every variable that was asked for. */
  readonly known: Set<string>
}

/** An empty variable counts as unset: that is how most tools unset one. */
function text({ env, known }: Reader, name: string): string | undefined {
  known.add(name)
  const value = env[name]?.trim()
  return value === '' ? undefined : value
}

function wholeNumber(reader: Reader, name: string, fallback: number, min: number, max = 1_000_000_000): number {
  const value = text(reader, name)
  if (value === undefined) return fallback
  const number = Number(value)
  if (/^\d+$/.test(value) && number >= min && number <= max) return number
  reader.problems.push(
    `${name}: expected a whole number from ${min} to ${max}, got "${value}". Unset, it is ${fallback}.`,
  )
  return fallback
}

function yesOrNo(reader: Reader, name: string): boolean {
  const value = text(reader, name)?.toLowerCase()
  if (value === undefined || ['false', '0', 'no'].includes(value)) return false
  if (['true', '1', 'yes'].includes(value)) return true
  reader.problems.push(`${name}: expected true or false, got "${value}". Unset, it is false.`)
  return false
}

function logLevel(reader: Reader): LogLevel {
  const value = text(reader, 'HALYARD_LOG_LEVEL')?.toLowerCase() ?? 'info'
  const level = LOG_LEVELS.find((known) => known === value)
  if (level !== undefined) return level
  reader.problems.push(
    `HALYARD_LOG_LEVEL: expected one of ${LOG_LEVELS.join(', ')}, got "${value}". Unset, it is info.`,
  )
  return 'info'
}

function adminToken(reader: Reader): string | undefined {
  const token = text(reader, 'HALYARD_ADMIN_TOKEN')
  if (token === undefined || token.length >= MIN_TOKEN_LENGTH) return token
  reader.problems.push(
    `HALYARD_ADMIN_TOKEN: expected at least ${MIN_TOKEN_LENGTH} characters, got ${token.length}. ` +
      'Make one with `openssl rand -base64 32`, or unset it and one is made at the first start.',
  )
  return undefined
}

function publicUrl(reader: Reader): string | undefined {
  const url = text(reader, 'HALYARD_PUBLIC_URL')
  if (url === undefined) return undefined
  if (url.includes('@')) {
    // Not repeated: what stands before it may be a password.
    reader.problems.push(
      'HALYARD_PUBLIC_URL: it is shown to people and SDKs, so it can hold no user and password. Give https://flags.example.com alone.',
    )
    return undefined
  }
  if (/^https?:\/\//i.test(url) && URL.canParse(url)) return url.replace(/\/+$/, '')
  reader.problems.push(`HALYARD_PUBLIC_URL: expected an absolute URL such as https://flags.example.com, got "${url}".`)
  return undefined
}

function misspelt({ env, known }: Reader): readonly string[] {
  const names = Object.keys(env).filter(
    (name) => name.startsWith('HALYARD_') && !known.has(name) && !NOT_OURS.has(name),
  )
  return names.map((name) => {
    const meant = suggest(name, known)
    return `${name} means nothing to this server. ${meant === undefined ? 'docs/operations.md lists what does.' : `Did you mean ${meant}?`}`
  })
}

function limits(reader: Reader): Limits {
  const given = LIMITS.map(
    ([variable, limit, min, max]) => [limit, wholeNumber(reader, variable, WRITE_LIMITS[limit], min, max)] as const,
  )
  return { ...WRITE_LIMITS, ...Object.fromEntries(given) }
}
