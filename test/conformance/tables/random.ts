import type { Ruleset } from '@halyard/evaluator'
import { below, seededRandom } from '../random.ts'
import { randomContext, randomRuleset } from '../random-world.ts'
import { type EvaluateCase, evaluateFile, type Question, type VectorFile } from '../vector-file.ts'

const WORLDS = 30
const QUESTIONS_PER_WORLD = 12

/** Worlds by chance: where rules meet that no table brings together. */
export function randomFile(): VectorFile<EvaluateCase> {
  const random = seededRandom(1842)
  const rulesets: Record<string, Ruleset> = {}
  const questions: Question[] = []
  for (let world = 1; world <= WORLDS; world++) {
    const before = `world ${world}`
    const after = `world ${world}, later`
    rulesets[before] = randomRuleset(random)
    rulesets[after] = randomRuleset(random, 2)
    for (let i = 1; i <= QUESTIONS_PER_WORLD; i++) {
      const isLater = i % 2 === 0
      questions.push({
        name: `Question ${i} of world ${world}`,
        ruleset: isLater ? after : before,
        ...(isLater ? { previous: [before] } : {}),
        flag: `f${below(random, 5)}`,
        context: randomContext(random),
        ageMs: below(random, 3) === 0 ? 1001 : 0,
      })
    }
  }
  return evaluateFile(
    'Random rulesets and contexts, every second one on top of an earlier ruleset.',
    rulesets,
    questions,
  )
}
