/** A JSON Schema as people read it: like the JSON that it describes, with types for values. */
import type { Html } from './html.ts'
import { html, prose } from './html.ts'

type Schema = Readonly<Record<string, unknown>>

const STEP = '  '

/** @param indent - What the lines after the first start with. */
export function outline(schema: Schema, indent = ''): Html {
  const { $ref, properties, items, additionalProperties } = schema
  if (typeof $ref === 'string') return reference($ref)
  const forms = schema.anyOf ?? schema.oneOf
  if (Array.isArray(forms)) return joined(forms.map((form) => outline(asSchema(form), indent)))
  if (Array.isArray(schema.prefixItems)) {
    return html`[${joined(
      schema.prefixItems.map((item) => outline(asSchema(item), indent)),
      ', ',
    )}]`
  }
  if (properties !== undefined) return members(schema, asSchema(properties), indent)
  if (items !== undefined) return html`[${outline(asSchema(items), indent)}, …]`
  if (typeof additionalProperties === 'object') {
    return html`{<i>name</i>: ${outline(asSchema(additionalProperties), indent)}, …}`
  }
  return html`<i>${nameOf(schema)}</i>`
}

function members(schema: Schema, properties: Schema, indent: string): Html {
  const required = Array.isArray(schema.required) ? schema.required : []
  const inner = indent + STEP
  const lines = Object.entries(properties).map(([name, property]) => {
    const member = asSchema(property)
    const mark = required.includes(name) ? '' : '?'
    const note = typeof member.description === 'string' ? html` <small>${prose(member.description)}</small>` : undefined
    return html`${inner}${name}${mark}: ${outline(member, inner)}${note}\n`
  })
  return html`{\n${lines}${indent}}`
}

function reference(ref: string): Html {
  const name = ref.slice(ref.lastIndexOf('/') + 1)
  return html`<a href="#schema-${name}">${name}</a>`
}

function joined(parts: readonly Html[], separator = ' | '): Html {
  return html`${parts.map((part, index) => (index === 0 ? part : html`${separator}${part}`))}`
}

function nameOf(schema: Schema): string {
  if (Array.isArray(schema.enum)) return schema.enum.map((value) => JSON.stringify(value)).join(' | ')
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  const { type, format } = schema
  if (typeof format === 'string') return format
  if (Array.isArray(type)) return type.join(' | ')
  return typeof type === 'string' ? type : 'any'
}

function asSchema(value: unknown): Schema {
  return typeof value === 'object' && value !== null ? (value as Schema) : {}
}
