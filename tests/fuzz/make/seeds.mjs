// Seeds for the fuzz targets from the golden vectors: node tests/fuzz/make/seeds.mjs FOLDER
// One folder per target. libFuzzer merges them into the corpus that is kept (tests/fuzz/README.md).
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'

const folder = process.argv[2]
if (!folder) throw new Error('usage: seeds.mjs FOLDER')
const cases = (name) => {
  const file = new URL(`../../vectors/${name}.json`, import.meta.url)
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).cases : []
}
const of = (name, ...functions) =>
  cases(name).filter((one) => functions.includes(one.function)).map((one) => one.request)
const lines = (...parts) => parts.join('\n')

const decoded = (part) => Buffer.from(part, 'base64url').toString()

const seeds = {
  json: of('json', 'stringify', 'canonicalize').map((request) => request.text),
  rule: of('rule', 'rule').map(({ rule, bindings }) => lines(rule, JSON.stringify(bindings))),
  flow: of('flow', 'check_flow', 'client_view').map(({ flow, text }) => text ?? JSON.stringify(flow)),
  event: of('log', 'verify_log', 'replay').map(({ events }) =>
    (Array.isArray(events) ? events : []).map((event) => JSON.stringify(event)).join('\n')),
  webhook: of('webhook', 'verify_webhook').map((request) =>
    lines(request.secrets, request.id, request.timestamp, request.signature, request.body)),
  jws: of('receipt', 'check_receipt').map(({ jws, jwks, result }) => {
    const [header, claims, signature] = String(jws).split('.')
    const parts = claims ? [decoded(header), decoded(claims), signature] : [jws]
    return lines(...parts, jwks, result ?? '')
  }),
  field: of('field', 'check_field').map(({ field, value }) => lines(JSON.stringify(field), JSON.stringify(value))),
  mrz: of('field', 'check_field').filter(({ field }) => field.format === 'mrz').map(({ value }) => value),
}

for (const [target, inputs] of Object.entries(seeds)) {
  mkdirSync(`${folder}/${target}`, { recursive: true })
  inputs
    .filter((input) => typeof input === 'string')
    .forEach((input, i) => writeFileSync(`${folder}/${target}/vector-${String(i).padStart(3, '0')}`, input))
}
