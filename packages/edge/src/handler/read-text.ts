import type { Refusal } from './refusal.ts'

/** As the server has it unless told. */
const MAX_BYTES = 65_536
const CHARSET = /;\s*charset\s*=\s*"?([\w.:+-]{0,40})/i
const UTF_8 = /^(utf-?8|(us-)?ascii)$/i

/** A request's body, at most 64 KiB of UTF-8, or why it is none. */
export async function readText(request: Request): Promise<string | Refusal> {
  const charset = CHARSET.exec(request.headers.get('content-type') ?? '')?.[1] ?? 'utf-8'
  const encoding = request.headers.get('content-encoding') ?? 'identity'
  if (!UTF_8.test(charset) || encoding.trim().toLowerCase() !== 'identity') return NOT_UTF_8
  if (Number(request.headers.get('content-length')) > MAX_BYTES) return TOO_LARGE
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const reader = request.body?.getReader()
  let text = ''
  let bytes = 0
  try {
    for (let part = await reader?.read(); part?.value; part = await reader?.read()) {
      bytes += part.value.byteLength
      if (bytes > MAX_BYTES) {
        reader?.cancel().catch(() => {})
        return TOO_LARGE
      }
      text += decoder.decode(part.value, { stream: true })
    }
    return text + decoder.decode()
  } catch {
    return NOT_UTF_8
  }
}

const NOT_UTF_8: Refusal = { code: 'bad-json', detail: 'The body must be JSON in UTF-8, as it is.' }
const TOO_LARGE: Refusal = { code: 'too-large', detail: `The body may have at most ${MAX_BYTES} bytes.` }
