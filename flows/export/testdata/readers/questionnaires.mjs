// Validates FHIR Questionnaires with a validator that shares no code with what wrote them, and prints what it found as
// JSON:  node questionnaires.mjs FILE...
import { readFileSync } from 'node:fs'
import fhir from 'fhir'

const found = { problems: [], items: 0 }
const validator = new fhir.Fhir()
for (const path of process.argv.slice(2)) {
  const resource = JSON.parse(readFileSync(path, 'utf8'))
  found.items += resource.item.length
  const result = validator.validate(resource, { errorOnUnexpected: true })
  for (const m of result.messages.filter(m => m.severity !== 'info')) {
    found.problems.push(`${path}: ${m.severity}: ${m.location}: ${m.message}`)
  }
  const links = new Set(resource.item.flatMap(i => [i, ...(i.item ?? [])]).map(i => i.linkId))
  for (const when of resource.item.flatMap(i => i.enableWhen ?? [])) {
    if (!links.has(when.question)) found.problems.push(`${path}: enableWhen names ${when.question}, which is no item`)
  }
  for (const item of resource.item) {
    if ((item.enableWhen ?? []).length > 1 && !item.enableBehavior) found.problems.push(`${path}: ${item.linkId} does not say how its conditions are joined`)
  }
}
console.log(JSON.stringify(found))
