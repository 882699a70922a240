// A thousand users ask for one flag; again whenever something changes.
//   HALYARD_SDK_KEY=hal_sdk_… node sdk-node/example.mjs [flag]
import { createClient } from '@halyard/node'

const { HALYARD_URL = 'http://127.0.0.1:4400', HALYARD_SDK_KEY = '' } = process.env
const [flag = 'new-checkout'] = process.argv.slice(2)
if (HALYARD_SDK_KEY === '') {
  console.error('Set HALYARD_SDK_KEY to the SDK key (hal_sdk_…) of an environment.')
  process.exit(1)
}

const flags = createClient({ url: HALYARD_URL, sdkKey: HALYARD_SDK_KEY, logger: console })

function ask() {
  const users = Array.from({ length: 1000 }, (_, index) => `u-${index}`)
  const on = users.filter((targetingKey) => flags.boolean(flag, false, { targetingKey }))
  const { reason, errorCode, flagMetadata } = flags.details(flag, false, { targetingKey: 'u-0' })
  const why = flagMetadata.killed ? 'killed' : (errorCode ?? reason)
  console.log(`revision ${flags.status().revision}: on for ${on.length} of ${users.length} users (${why})`)
}

flags.on('change', ask)
process.once('SIGINT', () => void flags.close())
