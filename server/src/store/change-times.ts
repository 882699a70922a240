/** When things were last changed, as the audit knows it. */
export interface ChangeTimes {
  /** Of every configuration of a project that was ever written, by environment key and flag key. */
  configurations(projectId: string): ReadonlyMap<string, ReadonlyMap<string, number>>
}
