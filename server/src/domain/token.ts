import type { Role } from '@halyard/admin-api'

/** A credential of the admin API. Only the hash of its secret is kept. */
export interface Token {
  readonly id: string
  readonly name: string
  readonly role: Role
  /** Keys that it is confined to; null: all. */
  readonly projects: readonly string[] | null
  readonly environments: readonly string[] | null
  readonly selector: string
  readonly secretHash: string
  readonly createdAtMs: number
  readonly createdBy: { readonly id: string; readonly name: string }
  readonly expiresAtMs: number | null
  readonly revokedAtMs: number | null
  readonly version: number
}

export function isInForce({ revokedAtMs, expiresAtMs }: Token, nowMs: number): boolean {
  return revokedAtMs === null && (expiresAtMs === null || expiresAtMs > nowMs)
}
