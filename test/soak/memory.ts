/** What each process holds at one moment. */
export interface Sample {
  readonly hours: number
  readonly rssMb: Readonly<Record<string, number>>
}

/** MB per hour of each process: the least-squares line through what it held. */
export function slopes(samples: readonly Sample[]): Record<string, number> {
  const names = Object.keys(samples[0]?.rssMb ?? {})
  return Object.fromEntries(names.map((name) => [name, slope(samples.map((s) => [s.hours, s.rssMb[name] ?? 0]))]))
}

function slope(points: readonly (readonly [x: number, y: number])[]): number {
  const mean = (axis: 0 | 1): number => points.reduce((sum, point) => sum + point[axis], 0) / points.length
  const [x0, y0] = [mean(0), mean(1)]
  const covariance = points.reduce((sum, [x, y]) => sum + (x - x0) * (y - y0), 0)
  const variance = points.reduce((sum, [x]) => sum + (x - x0) ** 2, 0)
  return variance === 0 ? 0 : covariance / variance
}
