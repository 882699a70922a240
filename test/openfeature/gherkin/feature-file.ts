import { AstBuilder, compile, GherkinClassicTokenMatcher, Parser } from '@cucumber/gherkin'
import { IdGenerator } from '@cucumber/messages'
import type { Step } from './run.ts'

export interface Scenario {
  readonly feature: string
  readonly name: string
  readonly tags: readonly string[]
  readonly steps: readonly Step[]
}

/** The scenarios of a feature file, outlines expanded, background included. */
export function scenariosOf(text: string, uri: string): readonly Scenario[] {
  const newId = IdGenerator.incrementing()
  const document = new Parser(new AstBuilder(newId), new GherkinClassicTokenMatcher()).parse(text)
  return compile(document, uri, newId).map(({ name, tags, steps }) => ({
    feature: document.feature?.name ?? uri,
    name,
    tags: tags.map((tag) => tag.name),
    steps: steps.map(({ text, argument }) => {
      const table = argument?.dataTable?.rows.map(({ cells }) => cells.map(({ value }) => value))
      return { text, ...(table && { table }) }
    }),
  }))
}
