// A hundred users ask for one flag; again whenever something changes.
//   HALYARD_SDK_KEY=hal_sdk_… node sdk-node/example.mjs [flag]
import { createClient } from '@halyard/node'

const { HALYARD_URL = 'http://127.0.0.1:4400', HALYARD_SDK_KEY = '' } = process.env
const [flag = 'new-checkout'] = process.argv.slice(2)

const flags = createClient({ url: HALYARD_URL, sdkKey: HALYARD_SDK_KEY, logger: console })

function ask() {
  const users = Array.from({ length: 100 }, (_, index) => `u-${index}`)
  const on = users.filter((targetingKey) => flags.boolean(flag, false, { targetingKey }))
  const { reason, flagMetadata } = flags.details(flag, false, { targetingKey: 'u-0' })
  const why = flagMetadata.killed ? 'killed' : reason
  console.log(`revision ${flags.status().revision}: on for ${on.length} of ${users.length} users (${why})`)
}

flags.on('ready', ask)
flags.on('change', ask)
process.once('SIGINT', () => void flags.close())
// An open stream keeps a process up; this one must also outlive a server that is away.
setInterval(() => {}, 60_000)
