import { expect, test } from 'vitest'
import { scenariosOf } from './feature-file.ts'

const TEXT = `@slow
Feature: Tea
  Background:
    Given a kettle

  Scenario Outline: Cups
    When <n> cups are poured
    Then there is
      | what  | how many |
      | sugar | <n>      |

    @few
    Examples:
      | n |
      | 1 |
      | 2 |
`

test('a feature file is its scenarios: outlines expanded, with the background, tables and tags of each', () => {
  const [one, two] = scenariosOf(TEXT, 'tea.feature')
  expect(one).toEqual({
    feature: 'Tea',
    name: 'Cups',
    tags: ['@slow', '@few'],
    steps: [
      { text: 'a kettle' },
      { text: '1 cups are poured' },
      {
        text: 'there is',
        table: [
          ['what', 'how many'],
          ['sugar', '1'],
        ],
      },
    ],
  })
  expect(two?.steps[1]).toEqual({ text: '2 cups are poured' })
})

test('what is no feature file says where', () => {
  expect(() => scenariosOf('Gibberish', 'bad.feature')).toThrow('(1:1)')
})
